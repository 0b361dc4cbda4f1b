-- Users of SFTPGo 2.4 and later. Who has rules that Portolan does not know cannot log in: permissions for single directories,
-- groups, networks, a second factor, files elsewhere than on the disk. Virtual folders are not shown.
SELECT u.username AS name,
       CASE WHEN u.password ~ '^\$(argon2id|2[aby])\$'
                 AND u.status = 1 AND u.deleted_at = 0
                 AND (u.expiration_date = 0 OR u.expiration_date > extract(epoch FROM now()) * 1000)
                 AND (SELECT array_agg(path) FROM jsonb_object_keys(u.permissions::jsonb) path) = ARRAY['/']
                 AND NOT EXISTS (SELECT FROM users_groups_mapping m WHERE m.user_id = u.id)
                 AND coalesce(u.filesystem::jsonb ->> 'provider', '0') = '0'
                 AND NOT coalesce(f.rules -> 'denied_protocols' ? 'FTP', false)
                 AND NOT coalesce(f.rules -> 'denied_login_methods' ? 'password', false)
                 AND coalesce(f.rules -> 'allowed_ip', '[]') IN ('[]', 'null') AND coalesce(f.rules -> 'denied_ip', '[]') IN ('[]', 'null')
                 AND NOT coalesce(f.rules -> 'totp_config' -> 'protocols' ? 'FTP', false)
            THEN u.password END AS password,
       -- SFTPGo lets a user add files without replacing any, which Portolan cannot: it takes both.
       CASE WHEN p.may ? '*' THEN 'read-write'
            ELSE coalesce(nullif(concat_ws(',', CASE WHEN p.may ? 'download' THEN 'read' END,
                                                CASE WHEN p.may ? 'list' THEN 'list' END,
                                                CASE WHEN p.may ?& ARRAY['upload', 'overwrite'] THEN 'write,append' END,
                                                CASE WHEN p.may ?| ARRAY['delete', 'delete_files'] THEN 'delete' END,
                                                CASE WHEN p.may ? 'rename' THEN 'rename' END,
                                                CASE WHEN p.may ? 'create_dirs' THEN 'mkdir' END,
                                                CASE WHEN p.may ?| ARRAY['delete', 'delete_dirs'] THEN 'rmdir' END,
                                                CASE WHEN p.may ?& ARRAY['chmod', 'chtimes'] THEN 'attributes' END), ''), 'none')
       END AS permissions,
       u.home_dir AS home, u.quota_size AS quota_bytes, u.quota_files
FROM users u,
     LATERAL (SELECT coalesce(u.permissions::jsonb -> '/', '[]') AS may) p,
     LATERAL (SELECT coalesce(u.filters::jsonb, '{}') AS rules) f
WHERE u.username = $1
