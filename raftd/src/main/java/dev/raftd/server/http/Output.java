package dev.raftd.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/// What a connection has written, and whether the client takes it. Confined to the event loop.
///
/// Answers made while the socket is being read are flushed together at the end of that.
final class Output {
    private static final long LINGER_MILLIS = 1_000;

    private final ChannelHandlerContext ctx;
    private final ChannelFutureListener written = this::written;
    private boolean reading;
    private boolean flushNeeded;
    private boolean inputEnded;
    private int unwritten;
    /// When the client last took something, or began to be owed something.
    private long sinceNanos;

    Output(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    Channel channel() {
        return ctx.channel();
    }

    static boolean isOver(long startNanos, long nowNanos, int millis) {
        return nowNanos - startNanos > TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void readBegins() {
        reading = true;
    }

    void readEnds() {
        reading = false;
        if (flushNeeded)
            flush();
    }

    /// The client sends nothing more.
    void inputEnded() {
        inputEnded = true;
    }

    ChannelFuture write(Object part) {
        ChannelFuture future = writeWithoutFlush(part);
        flushNeeded = true;
        if (!reading)
            flush();
        return future;
    }

    ChannelFuture writeWithoutFlush(Object part) {
        if (unwritten++ == 0)
            sinceNanos = System.nanoTime();
        return ctx.write(part).addListener(written);
    }

    void flush() {
        flushNeeded = false;
        ctx.flush();
    }

    private void written(ChannelFuture future) {
        unwritten--;
        sinceNanos = System.nanoTime();
    }

    /// Whether something was written that the client has not taken.
    boolean isOwed() {
        return unwritten > 0;
    }

    boolean isStuck(long nowNanos, int millis) {
        return unwritten > 0 && isOver(sinceNanos, nowNanos, millis);
    }

    void closeWhenWritten() {
        if (unwritten > 0)
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(f -> linger());
        else
            ctx.close();
    }

    /// Closing with unread bytes would reset the connection, and the answer with it: so the client is given time to read it and close.
    void linger() {
        if (ctx.channel() instanceof DuplexChannel duplex && !inputEnded) {
            duplex.shutdownOutput();
            ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            ctx.close();
        }
    }
}
