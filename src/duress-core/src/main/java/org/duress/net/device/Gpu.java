package org.duress.net.device;

/** One NVIDIA GPU as the driver names it. */
record Gpu(String uuid, String name, ComputeCapability capability) {
    @Override
    public String toString() {
        return name + ", compute capability " + capability;
    }
}
