package dev.raftd.server.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.raftd.api.ApiJson;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.agreement.Others;
import dev.raftd.server.transport.TransportConfig.Limits;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Asks members' peer ports for the hashes of their stores.
public final class HashClient implements Others {
    private static final ObjectReader ANSWERS = ApiJson.lenient().readerFor(HashAnswer.class);
    private static final long ANSWER_BYTES_MAX = 64 << 10;
    private static final long TIMEOUT_MILLIS = 1_000;
    private static final Pattern TARGET = Pattern.compile(PeerPaths.HASHES + "\\?to=(\\d{1,18})&step=(\\d{1,14})&count=(\\d{1,3})");

    private final OkHttpClient client = new PeerClient(Limits.DEFAULT).http().newBuilder()
            .callTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).build();

    @Override
    public HashAnswer ask(String peerUrl, HashQuestion question) throws IOException {
        HttpUrl url = HttpUrl.parse(peerUrl);
        if (url == null)
            throw new IOException("not a URL: " + peerUrl);
        HttpUrl target = url.newBuilder().encodedPath(PeerPaths.HASHES).encodedQuery(query(question)).build();
        try (Response response = client.newCall(new Request.Builder().url(target).build()).execute()) {
            if (response.code() != 200)
                throw new IOException(peerUrl + " answered " + response.code());
            HashAnswer answer = ANSWERS.readValue(response.peekBody(ANSWER_BYTES_MAX).bytes());
            if (answer != null)
                return answer;
        } catch (JsonProcessingException e) {
            // The same as any other answer that is not a raftd's.
        }
        throw new IOException(peerUrl + " did not answer as a raftd's peer port does");
    }

    private static String query(HashQuestion question) {
        return "to=" + question.to() + "&step=" + question.step() + "&count=" + question.count();
    }

    /// The question in a request's target; null if there is none that is answered.
    static @Nullable HashQuestion question(String target) {
        Matcher m = TARGET.matcher(target);
        if (!m.matches())
            return null;
        try {
            return new HashQuestion(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), Integer.parseInt(m.group(3)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
