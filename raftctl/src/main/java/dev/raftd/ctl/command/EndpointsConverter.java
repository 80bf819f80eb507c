package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Endpoint;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Comma-separated endpoints.
final class EndpointsConverter implements ITypeConverter<EndpointsConverter.Endpoints> {
    record Endpoints(List<Endpoint> list) {}

    @Override
    public Endpoints convert(String text) {
        try {
            return new Endpoints(Endpoint.list(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
