package dev.raftd.server.http;

import io.netty.handler.codec.http.HttpMethod;

/// A method on a path.
///
/// @param name      the label of its metrics
/// @param takesBody whether it needs a JSON body; if not it must have none
record Route(HttpMethod method, String name, boolean takesBody, Handler handler) {
    /// Serves a request of the route; called on the event loop. What it throws is the answer.
    @FunctionalInterface
    interface Handler {
        void handle(Request request, Exchange exchange) throws BadRequestException;
    }

    static Route get(String name, Handler handler) {
        return new Route(HttpMethod.GET, name, false, handler);
    }

    static Route put(String name, Handler handler) {
        return new Route(HttpMethod.PUT, name, true, handler);
    }

    static Route delete(String name, Handler handler) {
        return new Route(HttpMethod.DELETE, name, false, handler);
    }

    static Route post(String name, boolean takesBody, Handler handler) {
        return new Route(HttpMethod.POST, name, takesBody, handler);
    }
}
