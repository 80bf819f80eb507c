package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A key as text. HTTP clients drop the path segments `.` and `..`, so these two cannot name a key.
final class KeyConverter implements ITypeConverter<Bytes> {
    @Override
    public Bytes convert(String text) {
        if (text.isEmpty())
            throw new TypeConversionException("a key has at least one byte");
        if (text.equals(".") || text.equals(".."))
            throw new TypeConversionException("'" + text + "' cannot be a key: in the path of a URL it means another path");
        return Bytes.utf8(text);
    }
}
