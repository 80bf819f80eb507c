package dev.raftd.ctl.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/// Why there was no answer, in the words people use.
final class Reasons {
    private Reasons() {}

    static String of(IOException e, Duration timeout) {
        return switch (e) {
            case ConnectException _ -> "connection refused";
            case UnknownHostException _ -> "unknown host";
            case InterruptedIOException _ -> "no answer within " + timeout.toMillis() + " ms";
            case ProtocolException _ -> "it does not speak HTTP";
            case SSLException _ -> "TLS failed: " + e.getMessage();
            case EOFException _ -> "the connection was closed";
            case SocketException _ -> "the connection broke";
            default -> e.getMessage() == null || e.getMessage().startsWith("unexpected end of stream")
                    ? "the connection was closed"
                    : e.getMessage();
        };
    }
}
