-- One hash of each kind: without salt and key, which are base64 (argon2id), or the last 53 characters (bcrypt).
SELECT min(password) FROM portolan_users WHERE password LIKE '$%'
GROUP BY CASE WHEN password LIKE '$argon2id$%' THEN
    rtrim(rtrim(rtrim(password, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'), '$'),
          'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
    ELSE substr(password, 1, 7) END
