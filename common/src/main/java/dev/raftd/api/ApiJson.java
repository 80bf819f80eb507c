package dev.raftd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;

/// The one JSON mapper of the API: strict about what it reads, and with [Bytes] as text where they are text.
public final class ApiJson {
    private ApiJson() {}

    /// For servers: unknown fields, duplicate keys and trailing tokens are errors.
    public static ObjectMapper strict() {
        return mapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
    }

    /// For clients: fields of a newer server are passed over.
    public static ObjectMapper lenient() {
        return mapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build())
                .build();
        SimpleModule module = new SimpleModule("raftd");
        module.addSerializer(Bytes.class, new BytesSerializer());
        module.addDeserializer(Bytes.class, new BytesDeserializer());
        return new ObjectMapper(factory).registerModule(module)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }

    private static final class BytesSerializer extends StdScalarSerializer<Bytes> {
        private static final long serialVersionUID = 1L;

        BytesSerializer() {
            super(Bytes.class);
        }

        @Override
        public void serialize(Bytes value, JsonGenerator out, SerializerProvider provider) throws IOException {
            String text = value.asUtf8();
            if (text != null) {
                out.writeString(text);
                return;
            }
            out.writeStartObject();
            out.writeStringField("base64", value.toBase64());
            out.writeEndObject();
        }
    }

    private static final class BytesDeserializer extends StdScalarDeserializer<Bytes> {
        private static final long serialVersionUID = 1L;

        BytesDeserializer() {
            super(Bytes.class);
        }

        @Override
        public Bytes deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (in.currentToken() == JsonToken.VALUE_STRING)
                return text(in, context);
            if (in.currentToken() != JsonToken.START_OBJECT)
                return (Bytes) context.handleUnexpectedToken(Bytes.class, in);
            JsonNode node = context.readTree(in);
            JsonNode base64 = node.get("base64");
            if (node.size() != 1 || base64 == null || !base64.isTextual())
                return context.reportInputMismatch(Bytes.class, "bytes are a string or {\"base64\": \"...\"}");
            try {
                return Bytes.base64(base64.textValue());
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(Bytes.class, "not base64");
            }
        }

        /// A lone surrogate has no UTF-8 form: it is refused, never replaced by a question mark.
        private static Bytes text(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            Bytes bytes = Bytes.utf8(text);
            if (!text.equals(bytes.asUtf8()))
                return context.reportInputMismatch(Bytes.class, "the string has a lone surrogate");
            return bytes;
        }
    }
}
