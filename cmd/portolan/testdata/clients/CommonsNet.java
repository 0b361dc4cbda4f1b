import java.io.*;
import java.nio.charset.StandardCharsets;
import org.apache.commons.net.ftp.*;

/**
 * Does with Apache Commons Net what its arguments say: host, port, way, directory, and then three words a step. It
 * prints what it was told, a line each.
 */
public class CommonsNet {
    static FTPClient ftp;

    static void done(boolean ok, String what) throws IOException {
        if (!ok) {
            throw new IOException(what + ": " + ftp.getReplyString());
        }
    }

    public static void main(String[] args) throws Exception {
        String way = args[2];
        boolean implicit = way.contains("implicit");
        boolean tls = implicit || way.contains("TLS");
        ftp = tls ? new FTPSClient(implicit) : new FTPClient();
        ftp.setControlEncoding("UTF-8");
        ftp.setConnectTimeout(30000);
        ftp.setUseEPSVwithIPv4(way.contains("EPSV"));
        ftp.connect(args[0], Integer.parseInt(args[1]));
        done(ftp.login("alice", "pw"), "login");
        if (tls) {
            ((FTPSClient) ftp).execPBSZ(0);
            ((FTPSClient) ftp).execPROT("P");
        }
        done(ftp.setFileType(FTP.BINARY_FILE_TYPE), "TYPE");
        if (!way.contains("active")) {
            ftp.enterLocalPassiveMode();
        }
        done(ftp.changeWorkingDirectory(args[3]), "CWD");
        PrintStream told = new PrintStream(new BufferedOutputStream(System.out), false, "UTF-8");
        for (int i = 4; i < args.length; i += 3) {
            step(args[i], args[i + 1], args[i + 2], told);
        }
        done(FTPReply.isPositiveCompletion(ftp.quit()), "QUIT");
        told.flush();
    }

    static void step(String verb, String a, String b, PrintStream told) throws IOException {
        String dir = a.equals(".") ? null : a;
        switch (verb) {
        case "put":
            try (InputStream in = new FileInputStream(a)) {
                done(ftp.storeFile(b, in), verb);
            }
            break;
        case "get":
            try (OutputStream out = new FileOutputStream(b)) {
                done(ftp.retrieveFile(a, out), verb);
            }
            break;
        case "resume put":
            try (RandomAccessFile file = new RandomAccessFile(a, "r")) {
                long size = Long.parseLong(ftp.getSize(b));
                file.seek(size);
                ftp.setRestartOffset(size);
                done(ftp.storeFile(b, new FileInputStream(file.getFD())), verb);
            }
            break;
        case "resume get":
            ftp.setRestartOffset(new File(b).length());
            try (OutputStream out = new FileOutputStream(b, true)) {
                done(ftp.retrieveFile(a, out), verb);
            }
            break;
        case "append":
            try (InputStream in = new FileInputStream(a)) {
                done(ftp.appendFile(b, in), verb);
            }
            break;
        case "rename":
            done(ftp.rename(a, b), verb);
            break;
        case "remove":
            done(ftp.deleteFile(a), verb);
            break;
        case "mkdir":
            done(ftp.makeDirectory(a), verb);
            break;
        case "rmdir":
            done(ftp.removeDirectory(a), verb);
            break;
        case "names":
            String[] names = ftp.listNames(dir);
            done(names != null, verb);
            for (String name : names) {
                told.println(name.startsWith(a + "/") ? name.substring(a.length() + 1) : name);
            }
            break;
        case "list":
            for (FTPFile f : ftp.mlistDir(dir)) {
                String name = f.getName();
                if (!name.equals(".") && !name.equals("..")) {
                    told.println(f.isDirectory() ? name + "/" : f.getSize() + " " + name);
                }
            }
            break;
        default:
            throw new IOException("what is " + verb + "?");
        }
    }
}
