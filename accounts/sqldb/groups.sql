SELECT g.name, NULL AS password, coalesce(g.permissions, 'read-only') AS permissions, g.home, g.quota_bytes, g.quota_files, g.no_exchange,
       CASE WHEN g.home IS NULL THEN 1 ELSE 0 END + CASE WHEN g.permissions IS NULL THEN 2 ELSE 0 END
       + CASE WHEN g.quota_bytes IS NULL THEN 4 ELSE 0 END + CASE WHEN g.quota_files IS NULL THEN 8 ELSE 0 END
       + CASE WHEN g.no_exchange IS NULL THEN 16 ELSE 0 END AS unset,
       (SELECT count(*) FROM portolan_users u WHERE u.member = g.name) AS members
FROM portolan_groups g
