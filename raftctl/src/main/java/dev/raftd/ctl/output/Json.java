package dev.raftd.ctl.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.api.ApiJson;

/// Records as JSON. A class of its own, so that what prints no JSON does not load the JSON library.
final class Json {
    private static final ObjectMapper MAPPER = ApiJson.lenient();

    private Json() {}

    static String of(Object value) {
        try {
            return Printable.json(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of the API have a JSON form", e);
        }
    }
}
