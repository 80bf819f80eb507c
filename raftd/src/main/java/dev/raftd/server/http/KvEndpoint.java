package dev.raftd.server.http;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.GetResponse;
import dev.raftd.api.KeyValue;
import dev.raftd.api.Paths;
import dev.raftd.api.PutRequest;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.Requests;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys: put, delete, get, range.
final class KvEndpoint {
    private static final int IDEMPOTENCY_KEY_BYTES_MAX = 256;
    private static final String IF_REVISION = "ifRevision";
    private static final String SERIALIZABLE = "serializable";

    private final ObjectReader puts = Json.reader(PutRequest.class);
    private final ObjectWriter written = Json.writer(WriteResponse.class);
    private final ObjectWriter got = Json.writer(GetResponse.class);
    private final ObjectWriter ranges = Json.writer(RangeResponse.class);
    private final Requests requests;
    private final HttpConfig.Limits limits;

    KvEndpoint(Requests requests, HttpConfig.Limits limits) {
        this.requests = requests;
        this.limits = limits;
    }

    void put(Request request, Exchange exchange) throws BadRequestException {
        Bytes key = key(request);
        long ifRevision = request.query(IF_REVISION).number(IF_REVISION, Command.UNCONDITIONAL, Command.ABSENT);
        @Nullable
        Bytes value = Json.<PutRequest>read(puts, request.body()).value();
        if (value == null)
            throw new BadRequestException(ErrorCode.MALFORMED_JSON, "the field value is missing or is not of its type");
        if (value.size() > limits.sizes().valueBytesMax())
            throw new BadRequestException(ErrorCode.VALUE_TOO_LARGE,
                    "a value has at most " + limits.sizes().valueBytesMax() + " bytes, this one " + value.size());
        requests.write(new Command.Put(key, value, ifRevision), idempotencyKey(request), exchange.reply(written));
    }

    void delete(Request request, Exchange exchange) throws BadRequestException {
        Bytes key = key(request);
        long ifRevision = request.query(IF_REVISION).number(IF_REVISION, Command.UNCONDITIONAL, Command.ABSENT);
        requests.write(new Command.Delete(key, ifRevision), idempotencyKey(request), exchange.reply(written));
    }

    void get(Request request, Exchange exchange) throws BadRequestException {
        Bytes key = key(request);
        boolean serializable = request.query(SERIALIZABLE).flag(SERIALIZABLE);
        requests.read(serializable, exchange.reply(root -> {
            KeyValue kv = root.get(key);
            if (kv == null)
                exchange.problem(ErrorCode.KEY_NOT_FOUND, "there is no such key at revision " + root.revision());
            else
                exchange.json(got, new GetResponse(root.appliedIndex(), root.revision(), kv));
        }));
    }

    void range(Request request, Exchange exchange) throws BadRequestException {
        Query query = request.query("prefix", "after", "limit", SERIALIZABLE);
        Bytes prefix = query.bytes("prefix");
        Bytes after = query.bytes("after");
        int limit = query.limit("limit", limits.counts().rangeKeysMax());
        requests.read(query.flag(SERIALIZABLE),
                exchange.reply(root -> exchange.json(ranges, page(root, prefix == null ? Bytes.EMPTY : prefix, after, limit))));
    }

    private RangeResponse page(KvRoot root, Bytes prefix, @Nullable Bytes after, int limit) {
        List<KeyValue> found = root.range(prefix, after, limit + 1);
        int count = Math.min(limit, fitting(found));
        return new RangeResponse(root.appliedIndex(), root.revision(), found.subList(0, count), count < found.size());
    }

    /// How many of the first fit into an answer; the first always does.
    private int fitting(List<KeyValue> found) {
        long bytes = 0;
        for (int i = 0; i < found.size(); i++) {
            bytes += found.get(i).key().size() + found.get(i).value().size();
            if (bytes > limits.sizes().rangeBytesMax() && i > 0)
                return i;
        }
        return found.size();
    }

    private Bytes key(Request request) throws BadRequestException {
        Bytes key = PercentCode.decode(request.path().substring(Paths.KV.length() + 1));
        if (key.isEmpty())
            throw new BadRequestException(ErrorCode.KEY_EMPTY, "a key has at least one byte");
        if (key.size() > limits.sizes().keyBytesMax())
            throw new BadRequestException(ErrorCode.KEY_TOO_LONG,
                    "a key has at most " + limits.sizes().keyBytesMax() + " bytes, this one " + key.size());
        return key;
    }

    private static @Nullable Bytes idempotencyKey(Request request) throws BadRequestException {
        String text = request.headers().get(Paths.IDEMPOTENCY_KEY);
        if (text == null)
            return null;
        Bytes key = Bytes.utf8(text);
        if (key.isEmpty() || key.size() > IDEMPOTENCY_KEY_BYTES_MAX)
            throw BadRequestException.invalid("an idempotency key has 1 to " + IDEMPOTENCY_KEY_BYTES_MAX + " bytes");
        return key;
    }
}
