package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection, which serves one request at a time. Confined to its event loop.
///
///     HEAD ── head is right ──> BODY ── complete ──> BUSY ── answered ──> HEAD
///       └── head is wrong ──┐    └── too large, late ──┐   └── stream ──> STREAM ──┐
///                           └──────────> CLOSING <─────┴───────────────────────────┘
///
/// What a client sends while it is being answered waits, and no more than one read of it: then the socket is not read.
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private enum State {
        HEAD,
        BODY,
        BUSY,
        STREAM,
        CLOSING
    }

    /// Who writes a stream and is told how that goes.
    interface Streaming {
        /// The client takes more.
        void writable();

        /// The connection is gone, or about to. Called once.
        void closed();
    }

    private final ServerContext server;
    private final RequestDecoder decoder;
    private final Queue<Object> waiting = new ArrayDeque<>();
    private final BodyBuffer body = new BodyBuffer();
    private @Nullable Output output;
    private @Nullable InetAddress admitted;
    private @Nullable Future<?> ticking;
    private @Nullable HttpRequest request;
    private @Nullable Route route;
    private @Nullable Exchange exchange;
    private @Nullable Streaming streaming;
    private State state = State.HEAD;
    private boolean keepAlive;
    private boolean inputEnded;
    private boolean taking;
    /// When the state was entered.
    private long sinceNanos = System.nanoTime();

    Connection(ServerContext server, RequestDecoder decoder) {
        this.server = server;
        this.decoder = decoder;
    }

    private Output out() {
        if (output == null)
            throw new IllegalStateException("the connection is not open");
        return output;
    }

    private Channel channel() {
        return out().channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        output = new Output(ctx);
        InetAddress address = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        if (!server.admission().admit(address)) {
            server.metrics().connectionRefused();
            state = State.CLOSING;
            ctx.close();
            return;
        }
        admitted = address;
        server.metrics().connections(1);
        server.connections().add(ctx.channel());
        int tick = server.config().limits().times().tickMillis();
        ticking = ctx.executor().scheduleAtFixedRate(this::tick, tick, tick, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing();
        if (ticking != null)
            ticking.cancel(false);
        if (admitted != null) {
            server.admission().leave(admitted);
            server.metrics().connections(-1);
        }
        admitted = null;
    }

    private void closing() {
        state = State.CLOSING;
        sinceNanos = System.nanoTime();
        body.clear();
        for (Object o = waiting.poll(); o != null; o = waiting.poll())
            ReferenceCountUtil.release(o);
        Streaming ended = streaming;
        streaming = null;
        if (ended != null)
            ended.closed();
    }

    private void enter(State next) {
        state = next;
        sinceNanos = System.nanoTime();
    }

    // Reading

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        out().readBegins();
        if (state == State.CLOSING || state == State.STREAM) {
            ReferenceCountUtil.release(message);
        } else if (!mayTake() || !waiting.isEmpty()) {
            waiting.add(message);
            ctx.channel().config().setAutoRead(false);
        } else {
            take(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        out().readEnds();
    }

    /// Not while a request is being served, and none while the client has not taken the answers it is owed: they are kept in memory.
    private boolean mayTake() {
        return state == State.BODY || state == State.HEAD && channel().isWritable();
    }

    private void take(Object message) {
        taking = true;
        try {
            if (message instanceof HttpObject o && o.decoderResult().isFailure())
                malformed(o.decoderResult().cause());
            else if (message instanceof HttpRequest head)
                begin(head);
            if (message instanceof HttpContent content && state == State.BODY)
                content(content);
        } finally {
            taking = false;
            ReferenceCountUtil.release(message);
        }
    }

    /// Goes on with what waits, unless that is being done by a caller further up.
    private void takeWaiting() {
        if (taking)
            return;
        while (mayTake() && !waiting.isEmpty())
            take(waiting.remove());
        if (mayTake())
            endOfInputOrMore();
    }

    private void endOfInputOrMore() {
        if (inputEnded)
            closeWhenWritten();
        else
            channel().config().setAutoRead(true);
    }

    private void malformed(Throwable cause) {
        if (cause instanceof BadRequestException e)
            refuse(e);
        else if (cause instanceof TooLongFrameException && state == State.HEAD)
            refuse(new BadRequestException(ErrorCode.HEADERS_TOO_LARGE, "the request's head is too long"));
        else
            refuse(BadRequestException.invalid("the request is not well-formed HTTP/1.1"));
    }

    /// What follows cannot be told from a request any more.
    private void refuse(BadRequestException e) {
        Exchange current = exchange == null ? new Exchange(this, server.ids().next()) : exchange;
        exchange = current;
        current.refuse(e, true);
    }

    private void begin(HttpRequest head) {
        Exchange current = new Exchange(this, server.ids().next());
        exchange = current;
        request = head;
        keepAlive = HttpUtil.isKeepAlive(head);
        try {
            current.readBy(server.check().check(head, channel().localAddress()));
            Route found = server.router().route(head.method(), head.uri());
            current.routed(found);
            if (server.draining().get())
                throw new BadRequestException(ErrorCode.SHUTTING_DOWN, "this member is being stopped");
            route = found;
            requireBodyOf(found, head);
            enter(State.BODY);
            if (found.takesBody() && HttpUtil.is100ContinueExpected(head))
                out().write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        } catch (BadRequestException e) {
            refuse(e);
        }
    }

    private static void requireBodyOf(Route route, HttpRequest head) throws BadRequestException {
        boolean hasBody = HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
        if (!route.takesBody() && hasBody)
            throw BadRequestException.invalid("this request takes no body");
        if (head.headers().contains(HttpHeaderNames.CONTENT_ENCODING))
            throw new BadRequestException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "a body is not compressed");
        if (route.takesBody() && !isJson(head.headers().get(HttpHeaderNames.CONTENT_TYPE)))
            throw new BadRequestException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the body is application/json");
    }

    private static boolean isJson(@Nullable String mediaType) {
        if (mediaType == null)
            return false;
        String plain = mediaType.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
        return plain.equals(Json.MEDIA_TYPE) || plain.equals(Json.MEDIA_TYPE + ";charset=utf-8");
    }

    private void content(HttpContent content) {
        int max = server.config().limits().sizes().bodyBytesMax();
        if (body.size() + content.content().readableBytes() > max) {
            refuse(new BadRequestException(ErrorCode.BODY_TOO_LARGE, "a body has at most " + max + " bytes"));
            return;
        }
        body.append(content.content());
        if (content instanceof LastHttpContent)
            serve();
    }

    private void serve() {
        HttpRequest head = request;
        Route to = route;
        Exchange current = exchange;
        if (head == null || to == null || current == null)
            throw new IllegalStateException("a body without a head");
        enter(State.BUSY);
        try {
            to.handler().handle(new Request(head.method(), head.uri(), head.headers(), body.take()), current);
        } catch (BadRequestException e) {
            current.refuse(e, false);
        } catch (RuntimeException e) {
            current.fault(e);
        }
    }

    // Answering

    /// On the event loop, now or soon; not at all once that has ended.
    void execute(Runnable task) {
        if (channel().eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel().eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("an answer came after the client port was closed");
        }
    }

    /// Whether there is memory for an answer of that size.
    boolean hasPlace(int sizeBytes) {
        return server.owed().hasPlace(sizeBytes);
    }

    /// @param last whether the connection ends with it
    void answer(Exchange answered, FullHttpResponse response, boolean last) {
        server.metrics().answered(answered.route(), response.status().code(), System.nanoTime() - answered.startNanos());
        boolean head = request != null && HttpMethod.HEAD.equals(request.method());
        boolean closes = last || head || !keepAlive || server.draining().get();
        exchange = null;
        request = null;
        if (!channel().isActive()) {
            response.release();
            return;
        }
        if (head)
            response = response.replace(Unpooled.EMPTY_BUFFER);
        if (closes)
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        Runnable taken = server.owed().owe(response.content().readableBytes());
        ChannelFuture future = out().write(response).addListener(f -> taken.run());
        if (closes) {
            closing();
            future.addListener(f -> out().linger());
            channel().config().setAutoRead(true);
        } else {
            enter(State.HEAD);
            takeWaiting();
        }
    }

    /// At once, whatever the client is owed.
    private void close() {
        closing();
        channel().close();
    }

    private void closeWhenWritten() {
        closing();
        out().closeWhenWritten();
    }

    // Streaming

    StreamOutput streamOutput(Exchange of) {
        return new StreamOutput(of);
    }

    /// An answer that goes on. Confined to the event loop, except for [#later].
    final class StreamOutput {
        private final Exchange of;

        private StreamOutput(Exchange of) {
            this.of = of;
        }

        /// A stream without an end of its own.
        void begin(String mediaType, Streaming by) {
            begin(mediaType, -1, by);
        }

        /// @param sizeBytes of what follows, -1 if nobody knows
        void begin(String mediaType, long sizeBytes, Streaming by) {
            begin(HttpResponseStatus.OK, EmptyHttpHeaders.INSTANCE, mediaType, sizeBytes, by);
        }

        /// @param more      headers
        /// @param sizeBytes of what follows, -1 if nobody knows
        void begin(HttpResponseStatus status, HttpHeaders more, String mediaType, long sizeBytes, Streaming by) {
            if (state == State.CLOSING || !channel().isActive()) {
                by.closed();
                return;
            }
            server.metrics().answered(of.route(), status.code(), System.nanoTime() - of.startNanos());
            streaming = by;
            enter(State.STREAM);
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
            head.headers()
                    .add(more)
                    .set(HttpHeaderNames.CONTENT_TYPE, mediaType)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                    .add(of.headers())
                    .set(Exchange.REQUEST_ID, of.requestId())
                    .set(Exchange.CONTENT_TYPE_OPTIONS, Exchange.NOSNIFF);
            if (sizeBytes < 0)
                head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            else
                head.headers().set(HttpHeaderNames.CONTENT_LENGTH, sizeBytes);
            out().write(head);
        }

        /// All was written.
        void end() {
            endStream();
        }

        /// The client is to see that something is missing.
        void breakOff() {
            close();
        }

        void later(Runnable task) {
            execute(task);
        }

        boolean isWritable() {
            return state == State.STREAM && channel().isWritable();
        }

        void write(byte[] part) {
            out().writeWithoutFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(part)));
        }

        void flush() {
            out().flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable())
            return;
        if (streaming != null)
            streaming.writable();
        else
            takeWaiting();
    }

    // Time and ends

    private void tick() {
        HttpConfig.Times times = server.config().limits().times();
        long now = System.nanoTime();
        if (out().isStuck(now, times.responseMillis())) {
            close();
            return;
        }
        switch (state) {
            case HEAD -> {
                long start = decoder.isHeadUnderWay() ? Math.max(decoder.headStartNanos() - sinceNanos, 0) + sinceNanos : sinceNanos;
                if (decoder.isHeadUnderWay() && Output.isOver(start, now, times.headMillis()))
                    refuse(new BadRequestException(ErrorCode.REQUEST_TIMEOUT,
                            "the headers took longer than " + times.headMillis() + " ms"));
                else if (!decoder.isHeadUnderWay() && Output.isOver(start, now, times.idleMillis()))
                    close();
            }
            case BODY -> {
                if (Output.isOver(sinceNanos, now, times.bodyMillis()))
                    refuse(new BadRequestException(ErrorCode.REQUEST_TIMEOUT, "the body took longer than " + times.bodyMillis() + " ms"));
            }
            case BUSY, STREAM, CLOSING -> {
                // Not the client's turn, or its time is limited elsewhere.
            }
        }
    }

    /// The client has sent all it will, and may still read.
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent))
            return;
        inputEnded = true;
        out().inputEnded();
        switch (state) {
            case HEAD -> takeWaiting();
            case BODY, STREAM -> close();
            case BUSY -> keepAlive &= !waiting.isEmpty();
            case CLOSING -> {
                if (!out().isOwed())
                    ctx.close();
            }
        }
    }

    /// Ends as soon as it can: at once if the client is owed nothing.
    void drain() {
        switch (state) {
            case HEAD -> closeWhenWritten();
            case STREAM -> endStream();
            case BODY, BUSY, CLOSING -> keepAlive = false;
        }
    }

    private void endStream() {
        closing();
        out().write(LastHttpContent.EMPTY_LAST_CONTENT).addListener(f -> out().linger());
    }

    /// A reset connection or the like is nothing to tell anybody; anything else is our fault.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException))
            LOG.error("a connection of the client port failed", cause);
        closing();
        ctx.close();
    }
}
