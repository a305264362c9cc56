package io.aigw.xds.server;

import java.util.List;

/** Observers that are told one after the other. */
record ObserverList(List<XdsObserver> observers) implements XdsObserver {

  @Override
  public void connected(String group, String node) {
    observers.forEach(observer -> observer.connected(group, node));
  }

  @Override
  public void disconnected(String group, String node) {
    observers.forEach(observer -> observer.disconnected(group, node));
  }

  @Override
  public void told(String group, String typeUrl, int resources, int removals) {
    observers.forEach(observer -> observer.told(group, typeUrl, resources, removals));
  }

  @Override
  public void acknowledged(String group, long publication) {
    observers.forEach(observer -> observer.acknowledged(group, publication));
  }

  @Override
  public void settled(String group, String node, long publication) {
    observers.forEach(observer -> observer.settled(group, node, publication));
  }

  @Override
  public void rejected(Rejection rejection) {
    observers.forEach(observer -> observer.rejected(rejection));
  }

  @Override
  public void recovered(String group, String node, String typeUrl, String resource) {
    observers.forEach(observer -> observer.recovered(group, node, typeUrl, resource));
  }
}
