-- Those of the queries by which Orleans' ADO.NET membership and reminders work that are the same everywhere.
INSERT INTO OrleansQuery VALUES ('MembershipReadAllKey',
    'SELECT v.DeploymentId, s.Address, s.Port, s.Generation, s.SiloName, s.HostName, s.Status, s.ProxyPort, s.SuspectTimes,
        s.StartTime, s.IAmAliveTime, v.Version
    FROM cluster_version v LEFT JOIN cluster_silo s ON s.DeploymentId = v.DeploymentId
    WHERE v.DeploymentId = @DeploymentId');

INSERT INTO OrleansQuery VALUES ('MembershipReadRowKey',
    'SELECT v.DeploymentId, s.Address, s.Port, s.Generation, s.SiloName, s.HostName, s.Status, s.ProxyPort, s.SuspectTimes,
        s.StartTime, s.IAmAliveTime, v.Version
    FROM cluster_version v LEFT JOIN cluster_silo s
        ON s.DeploymentId = v.DeploymentId AND s.Address = @Address AND s.Port = @Port AND s.Generation = @Generation
    WHERE v.DeploymentId = @DeploymentId');

INSERT INTO OrleansQuery VALUES ('UpdateIAmAlivetimeKey',
    'UPDATE cluster_silo SET IAmAliveTime = @IAmAliveTime
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation');

INSERT INTO OrleansQuery VALUES ('GatewaysQueryKey',
    'SELECT Address, ProxyPort, Generation FROM cluster_silo
    WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0');

-- Orleans' silo status 6 is "dead".
INSERT INTO OrleansQuery VALUES ('CleanupDefunctSiloEntriesKey',
    'DELETE FROM cluster_silo WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status = 6');

INSERT INTO OrleansQuery VALUES ('DeleteMembershipTableEntriesKey',
    'DELETE FROM cluster_silo WHERE DeploymentId = @DeploymentId;
    DELETE FROM cluster_version WHERE DeploymentId = @DeploymentId;');

INSERT INTO OrleansQuery VALUES ('UpsertReminderRowKey',
    'INSERT INTO reminder (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, CAST(@Period AS bigint), @GrainHash, 0)
    ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE SET
        StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = reminder.Version + 1
    RETURNING Version');

INSERT INTO OrleansQuery VALUES ('ReadReminderRowKey',
    'SELECT GrainId, ReminderName, StartTime, Period, Version FROM reminder
    WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName');

INSERT INTO OrleansQuery VALUES ('ReadReminderRowsKey',
    'SELECT GrainId, ReminderName, StartTime, Period, Version FROM reminder WHERE ServiceId = @ServiceId AND GrainId = @GrainId');

INSERT INTO OrleansQuery VALUES ('ReadRangeRows1Key',
    'SELECT GrainId, ReminderName, StartTime, Period, Version FROM reminder
    WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash');

-- A range of the ring that goes over its end.
INSERT INTO OrleansQuery VALUES ('ReadRangeRows2Key',
    'SELECT GrainId, ReminderName, StartTime, Period, Version FROM reminder
    WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)');

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowsKey', 'DELETE FROM reminder WHERE ServiceId = @ServiceId');
