namespace NeuralDA.Grains.Interfaces.Windows;

/// <summary>Why an observation was not used.</summary>
[GenerateSerializer, Alias("neuralda.RefusalReason")]
public enum RefusalReason
{
    /// <summary>Time, value or error standard deviation is NaN or infinite.</summary>
    NotFinite,

    /// <summary>The track's prior has no component of that name.</summary>
    UnknownComponent,

    /// <summary>The error standard deviation is zero or negative.</summary>
    NonPositiveError,

    /// <summary>The time lies before the track's origin, or too many windows ahead of the newest observation.</summary>
    OutsideHorizon,

    /// <summary>The time lies before the watermark: newest valid time minus the allowed lateness.</summary>
    TooLate,

    /// <summary>The first-guess check rejected the value against everything else that is known of the window.</summary>
    GrossError,

    /// <summary>The unit is not that of the component.</summary>
    WrongUnit,

    /// <summary>The value lies outside the component's physical range, or value or error is beyond every magnitude there is.</summary>
    OutOfBounds,

    /// <summary>The same time, component and value came from the same writer under another number.</summary>
    Duplicate,

    /// <summary>The writer has reported this value of the component too many times in a row.</summary>
    Stuck,

    /// <summary>The value stands out from those before and after it.</summary>
    Spike,
}
