package dev.raftd.ctl.client;

import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// A file as a member sends it. Read by one thread; any thread may cancel.
public final class Download implements AutoCloseable {
    /// What is there of a file already.
    ///
    /// @param tag   names the file
    /// @param bytes from its beginning
    public record Part(String tag, long bytes) {}

    private final Endpoint endpoint;
    private final Response response;
    private final Runnable closed;
    private final Call call;
    private final long fromBytes;
    private final long sizeBytes;
    private long readBytes;

    /// @param fromBytes how many come before the first that is sent
    /// @param sizeBytes of the whole file, as announced
    Download(Endpoint endpoint, Response response, long fromBytes, long sizeBytes, Runnable closed, Call call) {
        this.endpoint = endpoint;
        this.response = response;
        this.fromBytes = fromBytes;
        this.readBytes = fromBytes;
        this.sizeBytes = sizeBytes;
        this.closed = closed;
        this.call = call;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /// How many bytes of the file come before the first that is sent.
    public long fromBytes() {
        return fromBytes;
    }

    /// All up to here; null if it cannot be gone on with.
    public @Nullable Part part() {
        String tag = response.header("ETag");
        return tag == null || tag.startsWith("W/") ? null : new Part(tag, readBytes);
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /// The next bytes, as many as there are; -1 at the end, which is where it was announced.
    ///
    /// @throws RequestException if the connection broke before, or the download was cancelled
    public int read(byte[] into) throws RequestException {
        int count;
        try {
            count = response.body().source().read(into);
        } catch (IOException e) {
            throw call.isCanceled() ? RequestException.interrupted(false) : broken(reason(e));
        }
        if (count < 0 && readBytes < sizeBytes)
            throw broken("the member closed it");
        readBytes += Math.max(0, count);
        return count;
    }

    /// Fewer bytes than announced are a protocol's fault in the library's eyes.
    private static String reason(IOException e) {
        return e instanceof ProtocolException ? "the member closed it" : Reasons.of(e, Transport.DOWNLOAD_SILENCE);
    }

    private RequestException broken(String reason) {
        return RequestException.unreachable("the connection to " + endpoint + " broke after " + readBytes + " of " + sizeBytes + " bytes: "
                + reason);
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
