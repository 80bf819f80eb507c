package dev.raftd.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A byte string: a key or a value of the store. Ordered as unsigned bytes, shorter first on a common prefix.
///
/// Takes ownership of the array: whoever hands it over, or looks at it through [#array], does not write to it.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes of(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /// The UTF-8 form of a text.
    public static Bytes utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes base64(String text) {
        return of(Base64.getDecoder().decode(text));
    }

    /// The bytes themselves, not a copy.
    public byte[] array() {
        return array;
    }

    public int size() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    public boolean startsWith(Bytes prefix) {
        return array.length >= prefix.array.length
                && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    /// The text these bytes are the UTF-8 form of, or null if they are none.
    public @Nullable String asUtf8() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(array);
    }

    @Override
    public int compareTo(Bytes o) {
        return Arrays.compareUnsigned(array, o.array);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Bytes b && Arrays.equals(b.array, array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /// For people: the text, or `base64:...`.
    @Override
    public String toString() {
        String text = asUtf8();
        return text != null ? text : "base64:" + toBase64();
    }
}
