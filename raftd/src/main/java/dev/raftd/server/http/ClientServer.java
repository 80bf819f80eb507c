package dev.raftd.server.http;

import dev.raftd.server.replica.Requests;
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
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The client port. Thread-safe; [#start] and [#close] wait.
public final class ClientServer implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final long QUIET_NANOS = 300_000_000;

    private final HttpConfig config;
    private final LeaderProxy proxy;
    private final JourneyClient others;
    private final EventLoopGroup loop;
    /// Reads files, which the event loop does not wait for.
    private final ExecutorService files = Executors.newVirtualThreadPerTaskExecutor();
    private final ServerContext context;
    private @Nullable Channel listening;
    private volatile boolean hasClients;

    /// @param registry whose metrics are served, to which the port's own are added
    public ClientServer(HttpConfig config, Requests requests, PrometheusRegistry registry) {
        this.config = config;
        proxy = new LeaderProxy(config);
        others = new JourneyClient(config);
        HttpMetrics metrics = new HttpMetrics(registry);
        HttpConfig.Limits limits = config.limits();
        loop = new MultiThreadIoEventLoopGroup(limits.counts().eventLoopThreads(), new DefaultThreadFactory("client-port", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Origins origins = new Origins(requests::clientUrls);
        LiveFeed feed = new LiveFeed(requests, loop.next());
        Router router = new Router(new KvEndpoint(requests, limits), new MembersEndpoint(config.id(), requests, proxy),
                new InspectEndpoint(requests, limits.counts(), metrics), new JourneyEndpoint(config.id(), requests, others),
                new LiveEndpoint(feed, limits.counts().streamsMax(), metrics), new PageEndpoint(origins),
                new SnapshotEndpoint(requests, limits.counts().snapshotsMax(), files), new HealthEndpoint(requests, registry));
        ChannelGroup connections = new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE, true);
        context = new ServerContext(config, new HeadCheck(config, origins), router, metrics, new Admission(limits.counts()),
                new Owed(limits.sizes().owedBytesMax()), new RequestIds(), connections, new AtomicBoolean());
    }

    /// @return the port bound
    public synchronized int start() throws IOException {
        ChannelFuture bound = new ServerBootstrap().group(loop)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new Initializer())
                .bind(config.listenHost(), config.listenPort())
                .awaitUninterruptibly();
        if (!bound.isSuccess())
            throw new IOException("cannot listen to clients on " + config.listenHost() + ":" + config.listenPort() + ": "
                    + bound.cause().getMessage(), bound.cause());
        listening = bound.channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /// From now on further requests are told that this member is being stopped, and each connection ends with its next answer.
    public synchronized void drain() {
        hasClients |= !context.connections().isEmpty();
        context.draining().set(true);
    }

    /// Keeps the port open for a moment longer. A client whose last request was just answered connects anew for its next one: it is to hear
    /// that this member is being stopped, instead of having its connection reset with the request on it.
    public void awaitQuiet() {
        long endNanos = System.nanoTime() + QUIET_NANOS;
        for (long left = QUIET_NANOS; hasClients && left > 0; left = endNanos - System.nanoTime())
            LockSupport.parkNanos(this, left);
    }

    /// Takes no more connections and requests, lets those under way end for a bounded time, and closes.
    @Override
    public synchronized void close() {
        if (listening != null)
            listening.close().awaitUninterruptibly();
        drain();
        for (Channel c : context.connections())
            drain(c);
        context.connections().newCloseFuture().awaitUninterruptibly(config.limits().times().drainMillis());
        context.connections().close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        proxy.close();
        others.close();
        // without waiting: a disk that stands does not keep the member from ending
        files.shutdown();
    }

    private static void drain(Channel channel) {
        Connection connection = channel.pipeline().get(Connection.class);
        if (connection != null)
            channel.eventLoop().execute(connection::drain);
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            RequestDecoder decoder = new RequestDecoder(config.limits());
            channel.pipeline().addLast(decoder, new HttpResponseEncoder(), new Connection(context, decoder));
        }
    }
}
