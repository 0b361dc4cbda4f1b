SELECT u.name, u.password, coalesce(u.permissions, g.permissions, 'read-only') AS permissions,
       coalesce(u.home, replace(g.home, '{user}', u.name)) AS home,
       coalesce(u.quota_bytes, g.quota_bytes) AS quota_bytes, coalesce(u.quota_files, g.quota_files) AS quota_files,
       coalesce(u.no_exchange, g.no_exchange) AS no_exchange, u.certificates, u.password_too, u.account_word
FROM portolan_users u LEFT JOIN portolan_groups g ON g.name = u.member
WHERE u.name = $1
