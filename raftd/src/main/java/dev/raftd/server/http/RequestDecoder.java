package dev.raftd.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// Netty's decoder behind a [HeadScanner]. After the first thing wrong it emits a request whose result is the failure, and then nothing.
final class RequestDecoder extends HttpRequestDecoder {
    private static final int CHUNK_BYTES_MAX = 64 << 10;

    private final HeadScanner scanner;
    private boolean inHead = true;
    private boolean broken;
    /// Bytes of the head that were scanned and that Netty's decoder has left to read.
    private int scannedAhead;
    private long headStartNanos;
    private boolean headStarted;

    RequestDecoder(HttpConfig.Limits limits) {
        // The scanner's limits are hit first; these only have to be no smaller.
        super(new HttpDecoderConfig().setMaxInitialLineLength(limits.sizes().requestLineBytesMax() + 2)
                .setMaxHeaderSize(limits.sizes().headersBytesMax() + 4 * limits.counts().headersMax())
                .setMaxChunkSize(CHUNK_BYTES_MAX)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
        scanner = new HeadScanner(limits);
    }

    /// Whether some but not all of a request's head is there.
    boolean isHeadUnderWay() {
        return headStarted;
    }

    /// When the first byte of the head under way came, by System.nanoTime.
    long headStartNanos() {
        return headStartNanos;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!broken && inHead)
            scan(in, out);
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int before = in.readerIndex();
        int decoded = out.size();
        super.decode(ctx, in, out);
        scannedAhead -= inHead ? in.readerIndex() - before : 0;
        for (Object o : out.subList(decoded, out.size()))
            follow(o);
    }

    private void scan(ByteBuf in, List<Object> out) {
        if (!headStarted && in.isReadable()) {
            headStarted = true;
            headStartNanos = System.nanoTime();
        }
        try {
            if (!scanner.isComplete())
                scannedAhead += scanner.scan(in, in.readerIndex() + scannedAhead, in.readableBytes() - scannedAhead);
        } catch (BadRequestException e) {
            broken = true;
            headStarted = false;
            HttpRequest refused = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
            refused.setDecoderResult(DecoderResult.failure(e));
            out.add(refused);
        }
    }

    private void follow(Object o) {
        broken |= o instanceof HttpObject part && part.decoderResult().isFailure();
        if (o instanceof HttpRequest) {
            inHead = false;
            headStarted = false;
        }
        if (o instanceof LastHttpContent) {
            inHead = true;
            scannedAhead = 0;
            scanner.reset();
        }
    }
}
