package dev.raftd.server.sim;

/// Errors in words.
final class Causes {
    private static final int FRAMES = 6;

    private Causes() {}

    /// The error, and where it comes from.
    static String sentence(Throwable cause) {
        StringBuilder text = new StringBuilder(cause.toString());
        StackTraceElement[] stack = cause.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            text.append(i == 0 ? " at " : " < ").append(stack[i].getClassName().replaceFirst(".*\\.", "")).append('.')
                    .append(stack[i].getMethodName()).append(':').append(stack[i].getLineNumber());
        }
        return text.toString();
    }
}
