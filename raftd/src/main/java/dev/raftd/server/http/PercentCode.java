package dev.raftd.server.http;

import dev.raftd.api.Bytes;
import java.io.ByteArrayOutputStream;

/// Percent-encoded bytes of a request's target. A plus sign stands for itself.
final class PercentCode {
    private PercentCode() {}

    static Bytes decode(String text) throws BadRequestException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            bytes.write(digit(text, i + 1) << 4 | digit(text, i + 2));
            i += 2;
        }
        return Bytes.of(bytes.toByteArray());
    }

    private static int digit(String text, int at) throws BadRequestException {
        int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        if (digit < 0)
            throw BadRequestException.invalid("a percent sign is not followed by two hexadecimal digits");
        return digit;
    }
}
