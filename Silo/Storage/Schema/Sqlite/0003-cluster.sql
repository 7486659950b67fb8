-- The tables and queries that Orleans' ADO.NET membership and reminders use; they find their queries in OrleansQuery by name.
CREATE TABLE OrleansQuery (QueryKey TEXT PRIMARY KEY, QueryText TEXT NOT NULL);
CREATE TABLE cluster_version (DeploymentId TEXT PRIMARY KEY, Version INTEGER NOT NULL);
CREATE TABLE cluster_silo (
    DeploymentId TEXT NOT NULL, Address TEXT NOT NULL, Port INTEGER NOT NULL, Generation INTEGER NOT NULL,
    SiloName TEXT NOT NULL, HostName TEXT NOT NULL, Status INTEGER NOT NULL, ProxyPort INTEGER NOT NULL,
    SuspectTimes TEXT, StartTime DATETIME NOT NULL, IAmAliveTime DATETIME NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation));
CREATE TABLE reminder (
    ServiceId TEXT NOT NULL, GrainId TEXT NOT NULL, ReminderName TEXT NOT NULL, StartTime DATETIME NOT NULL,
    Period INTEGER NOT NULL, GrainHash INTEGER NOT NULL, Version INTEGER NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName));

INSERT INTO OrleansQuery VALUES ('InsertMembershipVersionKey',
    'INSERT OR IGNORE INTO cluster_version VALUES (@DeploymentId, 0);
    SELECT changes();');

-- A silo changes its row only together with the version that it has read.
INSERT INTO OrleansQuery VALUES ('InsertMembershipKey',
    'BEGIN IMMEDIATE;
    UPDATE cluster_version SET Version = Version + 1 WHERE DeploymentId = @DeploymentId AND Version = @Version;
    INSERT OR IGNORE INTO cluster_silo SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status,
        @ProxyPort, NULL, @StartTime, @IAmAliveTime WHERE changes() = 1;
    SELECT changes();
    COMMIT;');

INSERT INTO OrleansQuery VALUES ('UpdateMembershipKey',
    'BEGIN IMMEDIATE;
    UPDATE cluster_version SET Version = Version + 1 WHERE DeploymentId = @DeploymentId AND Version = @Version;
    UPDATE cluster_silo SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
        WHERE changes() = 1 AND DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation;
    SELECT changes();
    COMMIT;');

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowKey',
    'DELETE FROM reminder WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
        AND Version = @Version;
    SELECT changes();');
