-- Users of Pure-FTPd with the queries of its README.PGSQL, and "PGSQLCrypt argon2", "crypt" or "any". QuotaSize is in megabytes, as
-- PGSQLGetQTASZ has it. The columns Uid and Gid mean nothing here: the files are the server's own user's.
SELECT "User" AS name, CASE WHEN "Password" ~ '^\$(argon2id|2[aby])\$' THEN "Password" END AS password, 'read-write' AS permissions,
       "Dir" AS home, "QuotaSize" * 1024 * 1024 AS quota_bytes, "QuotaFiles" AS quota_files
FROM users
WHERE "User" = $1
