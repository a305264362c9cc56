package io.aigw.operator.kubernetes;

import io.aigw.xds.server.Rejection;
import io.aigw.xds.server.XdsObserver;

/** Does the same whatever an Envoy does or says. */
record AnyAnswer(Runnable action) implements XdsObserver {

  @Override
  public void connected(String group, String node) {
    action.run();
  }

  @Override
  public void disconnected(String group, String node) {
    action.run();
  }

  @Override
  public void acknowledged(String group, long publication) {
    action.run();
  }

  @Override
  public void rejected(Rejection rejection) {
    action.run();
  }

  @Override
  public void recovered(String group, String node, String typeUrl, String resource) {
    action.run();
  }
}
