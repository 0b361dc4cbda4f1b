SELECT u.name, u.password, coalesce(u.permissions, g.permissions, 'read-only') AS permissions,
       coalesce(u.home, replace(g.home, '{user}', CASE
           WHEN u.name IN ('.', '..') OR replace(replace(u.name, '/', ''), '\', '') <> u.name THEN '..' -- no one directory: refused
           ELSE u.name END)) AS home,
       coalesce(u.quota_bytes, g.quota_bytes) AS quota_bytes, coalesce(u.quota_files, g.quota_files) AS quota_files,
       coalesce(u.no_exchange, g.no_exchange) AS no_exchange,
       u.certificates, u.password_too, u.account_word, u.mounts, u.member,
       CASE WHEN u.home IS NULL THEN 1 ELSE 0 END + CASE WHEN u.permissions IS NULL THEN 2 ELSE 0 END
       + CASE WHEN u.quota_bytes IS NULL THEN 4 ELSE 0 END + CASE WHEN u.quota_files IS NULL THEN 8 ELSE 0 END
       + CASE WHEN u.no_exchange IS NULL THEN 16 ELSE 0 END AS unset
FROM portolan_users u LEFT JOIN portolan_groups g ON g.name = u.member
