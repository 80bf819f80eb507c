package dev.raftd.server.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The peer port: one event loop, whose connections are [PeerConnection]s.
final class PeerServer {
    private static final int CHUNK_BYTES_MAX = 64 << 10;
    private static final int LINE_BYTES_MAX = 1 << 10;
    private static final int HEADERS_BYTES_MAX = 8 << 10;

    private final Incoming in;
    private final EventLoopGroup loop;
    private final Admission admission;
    private @Nullable Channel listening;

    PeerServer(Incoming in) {
        this.in = in;
        admission = new Admission(in.config().limits());
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("peer-port", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /// @return the port bound
    int start() throws IOException {
        ChannelFuture bound = new ServerBootstrap().group(loop)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new Initializer())
                .bind(in.config().listenHost(), in.config().listenPort())
                .awaitUninterruptibly();
        if (!bound.isSuccess())
            throw new IOException("cannot listen to peers on " + in.config().listenHost() + ":" + in.config().listenPort() + ": "
                    + bound.cause().getMessage(), bound.cause());
        listening = bound.channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    void close() {
        if (listening != null)
            listening.close();
        admission.all().forEach(Channel::close);
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /// Strict HTTP/1.1: line ends, header names, one way to frame a body.
    private static HttpDecoderConfig decoding() {
        return new HttpDecoderConfig().setMaxInitialLineLength(LINE_BYTES_MAX)
                .setMaxHeaderSize(HEADERS_BYTES_MAX)
                .setMaxChunkSize(CHUNK_BYTES_MAX)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true);
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new HttpRequestDecoder(decoding()), new HttpResponseEncoder(), new PeerConnection(in, admission));
        }
    }
}
