# Does with Perl's Net::FTP what its arguments say: host, port, way, directory, and then three words a step. It prints
# what it was told, a line each.
use strict;
use warnings;
use Net::FTP;

my ($host, $port, $way, $there, @steps) = @ARGV;
my $ftp = Net::FTP->new($host, Port => $port, Passive => $way !~ /active/, Timeout => 30, SSL_verify_mode => 0, SSL => $way =~ /implicit/ ? 1 : 0)
    or die "connect: $@";
sub done { die "@_: " . $ftp->code . " " . $ftp->message unless shift; return }
done($ftp->starttls, "AUTH") if $way =~ /TLS/;
done($ftp->login("alice", "pw"), "login");
done($ftp->prot("P"), "PROT") if $way =~ /TLS|implicit/;
done($ftp->binary, "TYPE");
done($ftp->cwd($there), "CWD");

while (my ($verb, $a, $b) = splice @steps, 0, 3) {
    if ($verb eq "put") { done($ftp->put("./$a", $b), $verb) }
    elsif ($verb eq "get") { done($ftp->get($a, "./$b"), $verb) }
    elsif ($verb eq "resume put") {
        my $size = $ftp->size($b);
        open my $file, "<:raw", $a or die $!;
        seek $file, $size, 0;
        $ftp->restart($size);
        my $data = $ftp->stor($b);
        done($data, $verb);
        while (my $n = read $file, my $buffer, 1 << 16) {
            for (my $at = 0; $at < $n;) {
                my $wrote = $data->write(substr($buffer, $at), $n - $at) or die "write";
                $at += $wrote;
            }
        }
        done($data->close, $verb);
    }
    elsif ($verb eq "resume get") { done($ftp->get($a, "./$b", -s $b), $verb) }
    elsif ($verb eq "append") { done($ftp->append("./$a", $b), $verb) }
    elsif ($verb eq "rename") { done($ftp->rename($a, $b), $verb) }
    elsif ($verb eq "remove") { done($ftp->delete($a), $verb) }
    elsif ($verb eq "mkdir") { done($ftp->mkdir($a), $verb) }
    elsif ($verb eq "rmdir") { done($ftp->rmdir($a), $verb) }
    elsif ($verb eq "names") {
        my @names = $ftp->ls($a eq "." ? () : $a);
        done($ftp->ok, $verb);
        print map { s{^\Q$a\E/}{}r . "\n" } @names;
    }
    elsif ($verb eq "list") {
        my @lines = $ftp->dir($a eq "." ? () : $a);
        done($ftp->ok, $verb);
        for (@lines) {
            /^([-d])\S+ +\d+ +\S+ +\S+ +(\d+) \S+ +\d+ +\S+ (.*)$/ or die "no line of a listing: $_";
            print $1 eq "d" ? "$3/\n" : "$2 $3\n";
        }
    }
    else { die "what is $verb?" }
}
done($ftp->quit, "QUIT");
