-- The tables and queries that Orleans' ADO.NET membership and reminders use; they find their queries in OrleansQuery by name.
CREATE TABLE OrleansQuery (QueryKey text PRIMARY KEY, QueryText text NOT NULL);
CREATE TABLE cluster_version (DeploymentId text PRIMARY KEY, Version integer NOT NULL);
CREATE TABLE cluster_silo (
    DeploymentId text NOT NULL, Address text NOT NULL, Port integer NOT NULL, Generation integer NOT NULL,
    SiloName text NOT NULL, HostName text NOT NULL, Status integer NOT NULL, ProxyPort integer NOT NULL,
    SuspectTimes text, StartTime timestamptz NOT NULL, IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation));
CREATE TABLE reminder (
    ServiceId text NOT NULL, GrainId text NOT NULL, ReminderName text NOT NULL, StartTime timestamptz NOT NULL,
    Period bigint NOT NULL, GrainHash integer NOT NULL, Version integer NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName));

INSERT INTO OrleansQuery VALUES ('InsertMembershipVersionKey',
    'WITH added AS (INSERT INTO cluster_version VALUES (@DeploymentId, 0) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*) FROM added');

-- A silo changes its row only together with the version that it has read.
INSERT INTO OrleansQuery VALUES ('InsertMembershipKey',
    'WITH counted AS (
        UPDATE cluster_version SET Version = Version + 1 WHERE DeploymentId = @DeploymentId AND Version = @Version RETURNING 1),
    added AS (
        INSERT INTO cluster_silo SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status,
            @ProxyPort, NULL, @StartTime, @IAmAliveTime FROM counted
        ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*) FROM added');

INSERT INTO OrleansQuery VALUES ('UpdateMembershipKey',
    'WITH counted AS (
        UPDATE cluster_version SET Version = Version + 1 WHERE DeploymentId = @DeploymentId AND Version = @Version RETURNING 1),
    changed AS (
        UPDATE cluster_silo SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime FROM counted
        WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation RETURNING 1)
    SELECT count(*) FROM changed');

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowKey',
    'WITH deleted AS (
        DELETE FROM reminder WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
        AND Version = @Version RETURNING 1)
    SELECT count(*) FROM deleted');
