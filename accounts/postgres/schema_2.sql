-- Directories that SMNT mounts, each as name=directory.
ALTER TABLE portolan_users ADD COLUMN mounts text[];
