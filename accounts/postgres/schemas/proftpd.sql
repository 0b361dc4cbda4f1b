-- Users of ProFTPD's mod_sql with "SQLUserInfo users userid passwd uid gid homedir shell" and "SQLAuthTypes Crypt". The columns uid,
-- gid and shell mean nothing here: the files are the server's own user's. What an SQLUserWhereClause says belongs into WHERE.
SELECT userid AS name, CASE WHEN passwd ~ '^\$2[aby]\$' THEN passwd END AS password, 'read-write' AS permissions, homedir AS home
FROM users
WHERE userid = $1
