package dev.raftd.server.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.raftd.api.ApiJson;
import dev.raftd.api.MembersResponse;
import dev.raftd.server.transport.TransportConfig.Limits;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/// Asks a member's peer port who the members are: what a node that joins needs to know first.
public final class ClusterClient {
    private static final ObjectReader MEMBERS = ApiJson.lenient().readerFor(MembersResponse.class);
    private static final long ANSWER_BYTES_MAX = 1 << 20;

    private ClusterClient() {}

    /// Waits for the answer.
    ///
    /// @param peerUrl of any member
    public static MembersResponse members(String peerUrl, long timeoutMillis) throws IOException {
        HttpUrl url = HttpUrl.parse(peerUrl);
        if (url == null)
            throw new IOException("not a URL: " + peerUrl);
        Request request = new Request.Builder().url(url.newBuilder().encodedPath(PeerPaths.CLUSTER).build()).build();
        var client = new PeerClient(Limits.DEFAULT).http().newBuilder().callTimeout(timeoutMillis, TimeUnit.MILLISECONDS).build();
        try (Response response = client.newCall(request).execute()) {
            if (response.code() != 200)
                throw new IOException(peerUrl + " answered " + response.code());
            return read(response, peerUrl);
        }
    }

    private static MembersResponse read(Response response, String peerUrl) throws IOException {
        byte[] body = response.peekBody(ANSWER_BYTES_MAX).bytes();
        try {
            MembersResponse members = MEMBERS.readValue(body);
            if (members != null)
                return members;
        } catch (JsonProcessingException e) {
            // The same as any other answer that is not a raftd's.
        }
        throw new IOException(peerUrl + " did not answer as a raftd's peer port does");
    }
}
