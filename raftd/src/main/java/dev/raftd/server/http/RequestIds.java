package dev.raftd.server.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers requests, so that each can be found in the log: a mark of this process, and a count. Thread-safe.
final class RequestIds {
    private final String process = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    private final AtomicLong count = new AtomicLong();

    String next() {
        return process + "-" + Long.toHexString(count.incrementAndGet());
    }
}
