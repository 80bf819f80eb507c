package dev.raftd.ctl.client;

import dev.raftd.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A request target in the making: path segments and query parameters of arbitrary bytes, percent-encoded.
final class Target {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "-._~";

    private final StringBuilder text;
    private boolean query;

    Target(String path) {
        this.text = new StringBuilder(path);
    }

    Target segment(Bytes bytes) {
        text.append('/');
        encode(bytes.array());
        return this;
    }

    Target segment(String segment) {
        return segment(Bytes.utf8(segment));
    }

    Target parameter(String name, Bytes value) {
        text.append(query ? '&' : '?').append(name).append('=');
        query = true;
        encode(value.array());
        return this;
    }

    Target parameter(String name, Object value) {
        return parameter(name, Bytes.of(value.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    private void encode(byte[] bytes) {
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNRESERVED.indexOf(c) >= 0)
                text.append(c);
            else
                HEX.toHexDigits(text.append('%'), b);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
