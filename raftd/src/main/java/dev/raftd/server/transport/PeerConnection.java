package dev.raftd.server.transport;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import dev.raftd.server.transport.PartialSnapshots.Partial;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.channel.Channel;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.server.epoch.Verdict;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.raftd.api.ApiJson;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Problem;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Message;
import dev.raftd.server.transport.BadFrameException.Cause;
import dev.raftd.server.transport.NewestStreams.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection of the peer port, which serves one request. Confined to its event loop.
///
///     HEAD ── stream, accepted ───> (MEETING) ─> STREAM ── bad frame, newer stream, end ──> DONE
///      ├───── snapshot, accepted ─> (MEETING) ─> SNAPSHOT ── answered ────────────────────> DONE
///      └───── anything else ── answered ──────────────────────────────────────────────────> DONE
///
/// MEETING: a new life of the sender is written down, or the part of a snapshot looked for, off the event loop.
final class PeerConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);
    private static final ObjectWriter PROBLEMS = ApiJson.strict().writerFor(Problem.class);
    private static final ObjectWriter MEMBERS = ApiJson.strict().writerFor(MembersResponse.class);
    private static final ObjectWriter HASHES = ApiJson.strict().writerFor(HashAnswer.class);

    private static final long LINGER_MILLIS = 1_000;

    private enum State {
        HEAD,
        MEETING,
        STREAM,
        SNAPSHOT,
        DONE
    }

    private final Incoming in;
    private final Admission admission;
    private State state = State.HEAD;
    private @Nullable FrameReader frames;
    private @Nullable Stream stream;
    private @Nullable SnapshotReceiver snapshot;

    PeerConnection(Incoming in, Admission admission) {
        this.in = in;
        this.admission = admission;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel victim = admission.admit(ctx.channel());
        if (victim != null) {
            in.metrics().refused("too_many_connections");
            victim.close();
        }
        ctx.executor().schedule(() -> expire(ctx), in.config().limits().handshakeTimeoutMillis(), TimeUnit.MILLISECONDS);
    }

    private void expire(ChannelHandlerContext ctx) {
        if (state != State.HEAD)
            return;
        in.metrics().refused("handshake_timeout");
        done(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        state = State.DONE;
        if (snapshot != null)
            snapshot.abort();
        admission.gone(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpObject o && o.decoderResult().isFailure())
                broken(ctx);
            else
                read(ctx, message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request && state == State.HEAD)
            request(ctx, request);
        if (message instanceof HttpContent content)
            content(ctx, content);
    }

    /// Not HTTP, or no longer.
    private void broken(ChannelHandlerContext ctx) {
        if (state == State.HEAD)
            refuse(ctx, Refusal.MALFORMED, "not a well-formed HTTP request");
        else if (state != State.DONE)
            bad(ctx, new BadFrameException(Cause.TRUNCATED, "the request's chunks are not well-formed"));
    }

    private void request(ChannelHandlerContext ctx, HttpRequest request) {
        admission.heard(ctx.channel());
        boolean post = HttpMethod.POST.equals(request.method());
        if (post && request.uri().equals(PeerPaths.STREAM))
            open(ctx, request, in.streams(), State.STREAM);
        else if (post && request.uri().equals(PeerPaths.SNAPSHOT))
            open(ctx, request, in.snapshots(), State.SNAPSHOT);
        else if (HttpMethod.GET.equals(request.method()) && request.uri().equals(PeerPaths.CLUSTER))
            members(ctx);
        else if (HttpMethod.GET.equals(request.method()) && request.uri().startsWith(PeerPaths.HASHES + "?"))
            hashes(ctx, HashClient.question(request.uri()));
        else
            refuse(ctx, Refusal.NOT_FOUND,
                    "the peer port serves /raft/v1/stream, /raft/v1/snapshot, /raft/v1/cluster and /raft/v1/hashes");
    }

    private void open(ChannelHandlerContext ctx, HttpRequest request, NewestStreams newest, State next) {
        Handshake h = Handshake.of(request.headers());
        Part part = next == State.SNAPSHOT ? Part.of(request.headers()) : Part.NONE;
        if (h == null || part == null || !HttpUtil.isTransferEncodingChunked(request) || !HttpUtil.is100ContinueExpected(request)) {
            refuse(ctx, Refusal.MALFORMED, "the handshake's headers are missing or malformed, the body is not chunked, or no answer is"
                    + " awaited before it");
            return;
        }
        Refusal refusal = h.refusal(in.config(), in.peers().get(), in.view());
        if (refusal == Refusal.UNKNOWN_MEMBER)
            in.vouching().unknown(h.from(), in.peers().get().urls());
        if (refusal != null)
            refuse(ctx, refusal,
                    sentence(refusal, h));
        else if (part.name().sizeBytes() > in.config().limits().snapshotBytesMax())
            refuse(ctx, Refusal.TOO_LARGE, "a snapshot of " + part.name().sizeBytes() + " bytes");
        else
            judge(ctx, h, verdict -> judged(ctx, h, verdict, newest, part));
    }

    /// A sender's new life is written down before anything of it is received.
    private void judge(ChannelHandlerContext ctx, Handshake h, Consumer<Verdict> judged) {
        Acquaintances known = in.acquaintances();
        Verdict verdict = known.judge(h.from(), h.lineage(), h.known());
        if (verdict != Verdict.WELCOME || known.remembers(h.from(), h.life()))
            judged.accept(verdict);
        else
            await(ctx, () -> known.meet(h.from(), h.lineage(), h.known(), in.view()::isRemoved), judged, late -> {});
    }

    /// Does what waits for the disk, off the event loop.
    ///
    /// @param late takes the result if the connection is gone meanwhile
    private <T> void await(ChannelHandlerContext ctx, Callable<T> work, Consumer<T> done, Consumer<T> late) {
        state = State.MEETING;
        Thread.ofVirtual().name("peer-meeting").start(() -> {
            try {
                T result = work.call();
                ctx.executor().execute(() -> (state == State.MEETING ? done : late).accept(result));
            } catch (RejectedExecutionException e) {
                LOG.debug("the peer port was closed before a peer was answered");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                in.view().failed(e);
            }
        });
    }

    private void judged(ChannelHandlerContext ctx, Handshake h, Verdict verdict, NewestStreams newest, Part part) {
        switch (verdict) {
            case WELCOME -> accept(ctx, h, newest, part);
            case SENDER_DATA_MISSING -> refuse(ctx, Refusal.DATA_MISSING,
                    "member " + id(h.from()) + " had another data directory when member " + id(h.to()) + " last heard of it");
            case SENDER_DATA_ROLLED_BACK -> refuse(ctx, Refusal.DATA_ROLLED_BACK,
                    "the data directory of member " + id(h.from()) + " is older than what member " + id(h.to()) + " has heard of it");
            // said by whoever reaches this port; this member believes it when the other one refuses it for that
            case OWN_DATA_MISSING, OWN_DATA_ROLLED_BACK -> refuse(ctx, Refusal.RECEIVER_LOST_DATA,
                    "member " + id(h.from()) + " has heard of another data directory of member " + id(h.to()) + ", or of a newer state");
            case TOO_MANY -> refuse(ctx, Refusal.UNAVAILABLE, "this member knows " + Acquaintances.MEMBERS_MAX + " others already");
        }
    }

    private void accept(ChannelHandlerContext ctx, Handshake h, NewestStreams newest, Part part) {
        Stream opened = newest.open(h, ctx.channel()::close);
        if (opened == null) {
            refuse(ctx, Refusal.REPLAYED, sentence(Refusal.REPLAYED, h));
            return;
        }
        stream = opened;
        admission.known(ctx.channel());
        if (part == Part.NONE) {
            goOn(ctx, State.STREAM);
            return;
        }
        SnapshotName name = part.name();
        await(ctx, () -> new Begun(in.partials().claim(name)), begun -> resume(ctx, opened, part, begun),
                late -> Thread.ofVirtual().start(() -> in.partials().giveBack(name, late.partial())));
    }

    private void resume(ChannelHandlerContext ctx, Stream opened, Part part, Begun begun) {
        if (part.offset() == begun.bytes()) {
            snapshot = new SnapshotReceiver(in, opened, ctx.channel(), part.name(), begun.partial(), ok -> answer(ctx, ok));
            goOn(ctx, State.SNAPSHOT);
            return;
        }
        Thread.ofVirtual().start(() -> {
            in.partials().giveBack(part.name(), begun.partial());
            ctx.executor().execute(() -> startElsewhere(ctx, begun.bytes()));
        });
    }

    private void startElsewhere(ChannelHandlerContext ctx, long offset) {
        FullHttpResponse response = problem(Refusal.RESUME, offset + " bytes of the snapshot are here");
        response.headers().set(PeerPaths.OFFSET, offset);
        if (state == State.MEETING)
            respond(ctx, response);
    }

    private void goOn(ChannelHandlerContext ctx, State next) {
        frames = new FrameReader(in.config().limits().frameBytesMax());
        state = next;
        ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }

    /// Which part of which snapshot a request brings.
    private record Part(SnapshotName name, long offset) {
        /// A stream's.
        static final Part NONE = new Part(new SnapshotName(0, 0, 0, 0), 0);
        private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

        static @Nullable Part of(HttpHeaders headers) {
            SnapshotName name = SnapshotName.of(headers.get(PeerPaths.SNAPSHOT_NAME));
            String offset = headers.get(PeerPaths.OFFSET, "");
            return name == null || !OFFSET.matcher(offset).matches() ? null : new Part(name, Long.parseLong(offset));
        }
    }

    /// What was there of a snapshot.
    private record Begun(@Nullable Partial partial) {
        long bytes() {
            return partial == null ? 0 : partial.receivedBytes();
        }
    }

    private String sentence(Refusal refusal, Handshake h) {
        String who = "member " + id(h.from());
        return switch (refusal) {
            case NODE_REMOVED -> "it comes from " + who + ", which was removed";
            case UNKNOWN_MEMBER -> "it comes from " + who + ", which is not known here";
            case WRONG_CLUSTER -> "it comes from " + who + " of another cluster; this is member " + id(in.config().id()) + " of cluster "
                    + in.config().clusterId();
            default -> who + " speaks to member " + id(h.to()) + "; this is member " + id(in.config().id());
        };
    }

    private static String id(long id) {
        return Long.toUnsignedString(id);
    }

    private void content(ChannelHandlerContext ctx, HttpContent content) {
        if (state == State.MEETING)
            refuse(ctx, Refusal.MALFORMED, "a frame came before the handshake was answered");
        if (state != State.STREAM && state != State.SNAPSHOT)
            return;
        try {
            FrameReader reader = frames;
            Stream from = stream;
            if (reader == null || from == null || from.isSuperseded())
                return;
            ByteBuf bytes = content.content();
            if (bytes.isReadable())
                in.heard().accept(from.peer());
            reader.feed(bytes, (array, offset, length) -> frame(from, array, offset, length));
            if (content instanceof LastHttpContent)
                end(ctx, reader);
        } catch (BadFrameException e) {
            bad(ctx, e);
        }
    }

    private void frame(Stream from, byte[] array, int offset, int length) throws BadFrameException {
        if (from.isSuperseded())
            return;
        if (snapshot != null) {
            snapshot.frame(array, offset, length);
            return;
        }
        Message m = decode(array, offset, length);
        MessageCheck.stream(m, from.peer(), in.peers().get());
        in.metrics().received(FrameReader.HEADER_BYTES + length);
        if (!in.receiver().received(m))
            in.metrics().droppedIn();
    }

    static Message decode(byte[] array, int offset, int length) throws BadFrameException {
        MessageCheck.weigh(array, offset, length);
        try {
            return Codec.decodeMessage(array, offset, length);
        } catch (CodecException e) {
            throw new BadFrameException(Cause.UNDECODABLE, "a frame of " + length + " bytes is not a message: " + e.getMessage());
        }
    }

    private void end(ChannelHandlerContext ctx, FrameReader reader) throws BadFrameException {
        if (reader.midFrame())
            throw new BadFrameException(Cause.TRUNCATED, "the stream ends in the middle of a frame");
        if (snapshot != null)
            snapshot.end();
        else
            answer(ctx, true);
    }

    private void bad(ChannelHandlerContext ctx, BadFrameException e) {
        in.metrics().badFrame(e, ctx.channel().remoteAddress());
        if (snapshot != null)
            snapshot.abort();
        done(ctx);
    }

    /// Once a stream or snapshot has ended.
    private void answer(ChannelHandlerContext ctx, boolean ok) {
        if (state == State.DONE)
            return;
        if (ok)
            respond(ctx, HttpResponseStatus.OK, "application/json", Unpooled.EMPTY_BUFFER);
        else
            problem(ctx, Refusal.UNAVAILABLE, "what was sent could not be taken");
    }

    private void members(ChannelHandlerContext ctx) {
        MembersResponse members = in.view().members();
        if (members == null) {
            refuse(ctx, Refusal.UNAVAILABLE, "the members are not known yet");
            return;
        }
        FullHttpResponse response = response(HttpResponseStatus.OK, "application/json", json(MEMBERS, members));
        response.headers().set(PeerPaths.MEMBER, id(in.config().id()));
        respond(ctx, response);
    }

    private void hashes(ChannelHandlerContext ctx, @Nullable HashQuestion question) {
        if (question == null) {
            refuse(ctx, Refusal.MALFORMED, "hashes are asked for by to=INDEX&step=N&count=N, count up to " + HashQuestion.COUNT_MAX);
            return;
        }
        HashAnswer answer = in.view().hashes(question);
        if (answer == null)
            refuse(ctx, Refusal.UNAVAILABLE, "the store is not there yet");
        else
            respond(ctx, HttpResponseStatus.OK, "application/json", json(HASHES, answer));
    }

    private void refuse(ChannelHandlerContext ctx, Refusal cause, String detail) {
        in.metrics().refused(cause, ctx.channel().remoteAddress(), detail);
        problem(ctx, cause, detail);
    }

    private void problem(ChannelHandlerContext ctx, Refusal cause, String detail) {
        respond(ctx, problem(cause, detail));
    }

    private static FullHttpResponse problem(Refusal cause, String detail) {
        FullHttpResponse response = response(HttpResponseStatus.valueOf(cause.status()), Problem.MEDIA_TYPE,
                json(PROBLEMS, cause.problem(detail)));
        response.headers().set(PeerPaths.REFUSAL, cause.code());
        return response;
    }

    private void respond(ChannelHandlerContext ctx, HttpResponseStatus status, String mediaType, ByteBuf body) {
        respond(ctx, response(status, mediaType, body));
    }

    private void respond(ChannelHandlerContext ctx, FullHttpResponse response) {
        admission.heard(ctx.channel());
        state = State.DONE;
        ctx.writeAndFlush(response).addListener(written -> linger(ctx));
    }

    /// Closing with unread bytes would reset the connection, and the answer with it: so the peer is given time to read it and close.
    private static void linger(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel duplex)
            duplex.shutdownOutput();
        ctx.channel().config().setAutoRead(true);
        ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static FullHttpResponse response(HttpResponseStatus status, String mediaType, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, mediaType)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    private static ByteBuf json(ObjectWriter writer, Object value) {
        try {
            return Unpooled.wrappedBuffer(writer.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void done(ChannelHandlerContext ctx) {
        state = State.DONE;
        ctx.close();
    }

    /// A reset connection or the like: nothing to tell anybody.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException))
            in.metrics().failed(cause, ctx.channel().remoteAddress());
        done(ctx);
    }
}
