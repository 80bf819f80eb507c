package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import io.netty.buffer.ByteBuf;

/// Reads the bytes of a request's head before the decoder does, and refuses what a lenient reading would let pass: line feeds alone,
/// carriage returns alone, folded headers, control characters, anything but single spaces in the request line.
///
///     head = [CRLF] method SP target SP version CRLF *(header CRLF) CRLF
final class HeadScanner {
    private static final int METHOD_BYTES_MAX = 32;

    private final HttpConfig.Limits limits;
    /// 0 is the request line.
    private int line;
    private int column;
    private int spaces;
    private int headersBytes;
    private boolean skippedEmptyLine;
    private boolean afterCarriageReturn;
    private boolean complete;

    HeadScanner(HttpConfig.Limits limits) {
        this.limits = limits;
    }

    /// Prepares for the next request.
    void reset() {
        line = 0;
        column = 0;
        spaces = 0;
        headersBytes = 0;
        skippedEmptyLine = false;
        complete = false;
    }

    boolean isComplete() {
        return complete;
    }

    /// @return how many of the bytes belong to the head: all, unless it ends among them
    int scan(ByteBuf in, int offset, int length) throws BadRequestException {
        for (int i = 0; i < length; i++) {
            accept(in.getByte(offset + i));
            if (complete)
                return i + 1;
        }
        return length;
    }

    private void accept(byte b) throws BadRequestException {
        if (afterCarriageReturn) {
            if (b != '\n')
                throw BadRequestException.invalid("a carriage return is not followed by a line feed");
            afterCarriageReturn = false;
            endOfLine();
        } else if (b == '\r') {
            afterCarriageReturn = true;
        } else {
            if (line == 0)
                requestLine(b);
            else
                header(b);
            column++;
        }
    }

    private void endOfLine() throws BadRequestException {
        if (line == 0 && column == 0) {
            if (skippedEmptyLine)
                throw BadRequestException.invalid("empty lines before the request");
            skippedEmptyLine = true;
            return;
        }
        if (line == 0 && spaces != 2)
            throw BadRequestException.invalid("the request line is not method, target and version");
        complete = column == 0;
        if (!complete && line > limits.counts().headersMax())
            throw tooLarge("more than " + limits.counts().headersMax() + " headers");
        line++;
        column = 0;
    }

    private void requestLine(byte b) throws BadRequestException {
        if (b < ' ' || b == 0x7f)
            throw BadRequestException.invalid("the request line has a character that is not visible ASCII");
        if (b == ' ' && (++spaces > 2 || column == 0))
            throw BadRequestException.invalid("the request line has a space too many");
        if (spaces == 0 && column >= METHOD_BYTES_MAX)
            throw BadRequestException.invalid("a method has at most " + METHOD_BYTES_MAX + " characters");
        if (column >= limits.sizes().requestLineBytesMax())
            throw new BadRequestException(ErrorCode.URI_TOO_LONG,
                    "the request line is longer than " + limits.sizes().requestLineBytesMax() + " bytes");
    }

    private void header(byte b) throws BadRequestException {
        if (column == 0 && (b == ' ' || b == '\t'))
            throw BadRequestException.invalid("a header is folded over lines");
        if (b >= 0 && b < ' ' && b != '\t' || b == 0x7f)
            throw BadRequestException.invalid("a header has a control character");
        if (++headersBytes > limits.sizes().headersBytesMax())
            throw tooLarge("the headers are longer than " + limits.sizes().headersBytesMax() + " bytes");
        if (column >= limits.sizes().headerBytesMax())
            throw tooLarge("a header is longer than " + limits.sizes().headerBytesMax() + " bytes");
    }

    private static BadRequestException tooLarge(String detail) {
        return new BadRequestException(ErrorCode.HEADERS_TOO_LARGE, detail);
    }
}
