package dev.raftd.ctl.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.api.ReadyTrace;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// New Readys of a member as they come. Read by one thread; any thread may cancel.
public final class ReadyStream implements AutoCloseable {
    private static final long LINE_BYTES_MAX = 16 << 20;

    private final ObjectMapper mapper;
    private final Response response;
    private final Runnable closed;
    private final Call call;

    ReadyStream(ObjectMapper mapper, Response response, Runnable closed, Call call) {
        this.mapper = mapper;
        this.response = response;
        this.closed = closed;
        this.call = call;
    }

    /// Waits for the next one; null once the stream was [#cancel]led.
    public @Nullable ReadyTrace next() throws RequestException {
        try {
            BufferedSource source = response.body().source();
            String line = source.readUtf8LineStrict(LINE_BYTES_MAX);
            while (line.isBlank())
                line = source.readUtf8LineStrict(LINE_BYTES_MAX);
            return read(line);
        } catch (IOException e) {
            if (call.isCanceled())
                return null;
            throw RequestException.unreachable("the member ended the stream");
        }
    }

    private ReadyTrace read(String line) throws RequestException {
        try {
            ReadyTrace trace = mapper.readValue(line, ReadyTrace.class);
            if (trace != null && Whole.missing(trace) == null)
                return trace;
        } catch (JsonProcessingException e) {
            // told below, like a line that is JSON but no Ready
        }
        throw RequestException.unreachable("the stream carries something that is not a Ready");
    }

    public void cancel() {
        call.cancel();
    }

    @Override
    public void close() {
        call.cancel();
        response.close();
        closed.run();
    }
}
