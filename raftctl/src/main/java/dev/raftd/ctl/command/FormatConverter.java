package dev.raftd.ctl.command;

import dev.raftd.ctl.output.Format;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `table` or `json`.
final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "table" -> Format.TABLE;
            case "json" -> Format.JSON;
            default -> throw new TypeConversionException("'" + text + "' is neither table nor json");
        };
    }
}
