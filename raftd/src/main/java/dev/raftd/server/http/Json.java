package dev.raftd.server.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.raftd.api.ApiJson;
import dev.raftd.api.ErrorCode;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Reads and writes the API's records. Readers and writers are made once, by the endpoints.
final class Json {
    static final String MEDIA_TYPE = "application/json";
    private static final ObjectMapper MAPPER = ApiJson.strict();

    private Json() {}

    static ObjectReader reader(Class<?> type) {
        return MAPPER.readerFor(type);
    }

    static ObjectWriter writer(Class<?> type) {
        return MAPPER.writerFor(type);
    }

    static byte[] bytes(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T read(ObjectReader reader, byte[] body) throws BadRequestException {
        requireUtf8(body);
        try {
            T value = reader.readValue(body);
            if (value == null)
                throw new BadRequestException(ErrorCode.MALFORMED_JSON, "the body is null");
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw new BadRequestException(ErrorCode.MALFORMED_JSON, "the body has a field that is not known here");
        } catch (JsonMappingException e) {
            throw new BadRequestException(ErrorCode.MALFORMED_JSON, mapping(e));
        } catch (JacksonException e) {
            throw new BadRequestException(ErrorCode.MALFORMED_JSON, "the body is not JSON" + place(e));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String mapping(JsonMappingException e) {
        if (e.getPath().isEmpty() || e.getPath().getFirst().getFieldName() == null)
            return "the body is not the object asked for";
        return "the field " + e.getPath().getFirst().getFieldName() + " is missing or is not of its type";
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    }

    /// Jackson would guess UTF-16 and pass over a byte order mark; the API is UTF-8.
    private static void requireUtf8(byte[] body) throws BadRequestException {
        boolean guess = body.length == 0 || body[0] < 0 || body[0] == 0 || body.length > 1 && body[1] == 0;
        if (guess || !ByteBufUtil.isText(Unpooled.wrappedBuffer(body), StandardCharsets.UTF_8))
            throw new BadRequestException(ErrorCode.MALFORMED_JSON,
                    body.length == 0 ? "the body is empty" : "the body is not UTF-8 without a byte order mark");
    }
}
