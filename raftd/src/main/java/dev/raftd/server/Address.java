package dev.raftd.server;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/// Where a member listens or is reached: `http://HOST:PORT`.
record Address(String host, int port) {
    /// @param option the option it comes from, for the message
    static Address parse(String option, String text) throws UsageException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new UsageException(option + ": '" + text + "' is not a URL; write it as http://HOST:PORT");
        }
        if (!"http".equals(uri.getScheme()))
            throw new UsageException(option + ": '" + text + "' does not start with http://; write it as http://HOST:PORT");
        boolean extra = uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null
                || !(uri.getPath().isEmpty() || uri.getPath().equals("/"));
        if (uri.getHost() == null || extra)
            throw new UsageException(option + ": '" + text + "' is more or less than a host and a port; write it as http://HOST:PORT");
        if (uri.getPort() < 1 || uri.getPort() > 65_535)
            throw new UsageException(option + ": '" + text + "' has no port between 1 and 65535; write it as http://HOST:PORT");
        return new Address(uri.getHost(), uri.getPort());
    }

    String url() {
        return "http://" + host + ":" + port;
    }

    /// Whether only this machine can reach it.
    boolean isLoopback() throws UsageException {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UsageException("host '" + host + "' has no address here; write an address of this machine");
        }
    }
}
