"""Places into which the devices are put: one function a picture."""
