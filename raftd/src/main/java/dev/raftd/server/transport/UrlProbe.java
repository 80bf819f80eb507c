package dev.raftd.server.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.raftd.api.ApiJson;
import dev.raftd.api.MembersResponse;
import dev.raftd.server.replica.PeerProbe;
import dev.raftd.server.transport.TransportConfig.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Asks a URL as a joining node would, to see who is there.
public final class UrlProbe implements PeerProbe {
    private static final ObjectReader MEMBERS = ApiJson.lenient().readerFor(MembersResponse.class);
    private static final long ANSWER_BYTES_MAX = 1 << 20;
    private static final int CONNECT_MILLIS_MAX = 500;
    private static final int ANSWER_MILLIS_MAX = 1_000;

    @Override
    public Finding look(String peerUrl) {
        HttpUrl url = HttpUrl.parse(peerUrl);
        if (url == null)
            return new Finding.Other("it is no URL");
        try {
            InetAddress host = InetAddress.getByName(url.host());
            if (!listens(new InetSocketAddress(host, url.port())))
                return new Finding.Nobody();
        } catch (UnknownHostException e) {
            return new Finding.Unresolved(url.host());
        }
        return ask(url);
    }

    private static boolean listens(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS_MAX);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Finding ask(HttpUrl url) {
        Request request = new Request.Builder().url(url.newBuilder().encodedPath(PeerPaths.CLUSTER).build()).build();
        var client = new PeerClient(Limits.DEFAULT).http().newBuilder().callTimeout(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS).build();
        try (Response response = client.newCall(request).execute()) {
            return response.code() == 200 ? answered(response) : new Finding.Other("it answered " + response.code());
        } catch (IOException e) {
            return new Finding.Other("it does not answer over HTTP");
        }
    }

    private static Finding answered(Response response) throws IOException {
        try {
            MembersResponse members = MEMBERS.readValue(response.peekBody(ANSWER_BYTES_MAX).bytes());
            long id = id(response.header(PeerPaths.MEMBER));
            if (id != 0 && members != null)
                return new Finding.Raftd(members.clusterId(), id);
        } catch (JsonProcessingException e) {
            // The same as any other answer that is not a raftd's.
        }
        return new Finding.Other("its answer is not a raftd's");
    }

    /// 0 if it is none.
    private static long id(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
