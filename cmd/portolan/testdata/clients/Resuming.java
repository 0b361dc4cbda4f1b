import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.*;

/**
 * Stores and fetches files over TLS with JSSE, whose data connections resume sessions as programs in Java bring it to do
 * that: the control connection's is put into its cache under the address of the data connection. JSSE uses a session of TLS
 * 1.3 once. Arguments: host, port, version of TLS, and then "put" or "get" and a name a step. It prints the last replies.
 */
public class Resuming {
    static BufferedReader in;
    static OutputStream out;
    static Object cache;

    static String say(String line) throws IOException {
        if (line != null) {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
        String reply = in.readLine();
        while (reply != null && reply.charAt(3) == '-') {
            reply = in.readLine();
        }
        return reply;
    }

    static String want(String line, String code) throws IOException {
        String reply = say(line);
        if (reply == null || !reply.startsWith(code)) {
            throw new IOException(line + ": " + reply);
        }
        return reply;
    }

    static void over(Socket s) throws IOException {
        in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
        out = s.getOutputStream();
    }

    static Object cached(String method, Object... args) throws Exception {
        Class<?>[] types = new Class<?>[args.length];
        java.util.Arrays.fill(types, Object.class);
        var m = cache.getClass().getMethod(method, types);
        m.setAccessible(true);
        return m.invoke(cache, args);
    }

    public static void main(String[] args) throws Exception {
        String host = args[0];
        int port = Integer.parseInt(args[1]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new X509TrustManager() {
            public void checkClientTrusted(X509Certificate[] chain, String how) {}
            public void checkServerTrusted(X509Certificate[] chain, String how) {}
            public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
        }}, null);
        var field = context.getClientSessionContext().getClass().getDeclaredField("sessionHostPortCache");
        field.setAccessible(true);
        cache = field.get(context.getClientSessionContext());
        SSLSocketFactory factory = context.getSocketFactory();
        Socket raw = new Socket(host, port);
        over(raw);
        want(null, "220");
        want("AUTH TLS", "234");
        SSLSocket control = (SSLSocket) factory.createSocket(raw, host, port, true);
        control.setEnabledProtocols(new String[] {args[2]});
        over(control);
        want("USER alice", "331");
        want("PASS pw", "230");
        want("PBSZ 0", "200");
        want("PROT P", "200");
        want("TYPE I", "200");
        for (int i = 3; i < args.length; i += 2) {
            String reply = want("EPSV", "229");
            int at = Integer.parseInt(reply.replaceAll(".*\\|\\|\\|(\\d+)\\|.*", "$1"));
            Object session = cached("get", host + ":" + port);
            if (session != null) {
                cached("put", host + ":" + at, session);
            }
            Socket plain = new Socket(host, at);
            boolean get = args[i].equals("get");
            want((get ? "RETR " : "STOR ") + args[i + 1], "150");
            SSLSocket data = (SSLSocket) factory.createSocket(plain, host, at, true);
            data.setEnabledProtocols(new String[] {args[2]});
            try {
                data.startHandshake();
                if (get) {
                    try (OutputStream file = new FileOutputStream(args[i + 1])) {
                        data.getInputStream().transferTo(file);
                    }
                } else {
                    try (InputStream file = new FileInputStream(args[i + 1])) {
                        file.transferTo(data.getOutputStream());
                    }
                    data.shutdownOutput(); // and then wait: what closes at once hears of no new session
                    while (data.getInputStream().read() >= 0) {}
                }
                data.close();
            } catch (IOException e) {
                System.err.println(args[i] + " " + args[i + 1] + ": " + e); // the server's reply says more
            }
            System.out.println(say(null));
        }
        want("QUIT", "221");
    }
}
