package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;

/// A request that is refused for what it is. Its stack is not needed: the code and the sentence say it all.
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /// The header Allow; empty if the method is not what is wrong.
    private final String allow;

    BadRequestException(ErrorCode code, String detail) {
        this(code, detail, "");
    }

    private BadRequestException(ErrorCode code, String detail, String allow) {
        super(detail, null, false, false);
        this.code = code;
        this.allow = allow;
    }

    static BadRequestException methodNotAllowed(String allow) {
        return new BadRequestException(ErrorCode.METHOD_NOT_ALLOWED, "the methods here are " + allow, allow);
    }

    static BadRequestException invalid(String detail) {
        return new BadRequestException(ErrorCode.INVALID_ARGUMENT, detail);
    }

    ErrorCode code() {
        return code;
    }

    String allow() {
        return allow;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
