module example.org/motd

go 1.26.0

require github.com/portolan-ftp/portolan v0.0.0

replace github.com/portolan-ftp/portolan => ../../../..
