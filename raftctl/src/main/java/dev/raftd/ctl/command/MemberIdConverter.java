package dev.raftd.ctl.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A member's id: a positive decimal number.
final class MemberIdConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            long id = Long.parseLong(text);
            if (id > 0)
                return id;
        } catch (NumberFormatException e) {
            // told below, like zero and negative numbers
        }
        throw new TypeConversionException("'" + text + "' is not a member id: a decimal number from 1");
    }
}
