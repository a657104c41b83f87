package org.duress.model.lowering;

/**
 * What a node of a network under construction gives: {@code [batch, height, width, channels]}.
 *
 * @param node name in the network
 */
public record Value(String node, int height, int width, int channels) {}
