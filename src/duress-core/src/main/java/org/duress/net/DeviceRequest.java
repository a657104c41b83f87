package org.duress.net;

import java.util.Locale;
import org.duress.DuressException;

/** What the property {@code duress.device} can ask for. */
enum DeviceRequest {
    AUTO,
    CPU,
    GPU;

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DeviceRequest parse(String value) {
        for (DeviceRequest request : values()) {
            if (request.value().equals(value)) {
                return request;
            }
        }
        throw new DuressException(Device.PROPERTY + "=" + value + " is unknown; use auto, cpu or gpu");
    }
}
