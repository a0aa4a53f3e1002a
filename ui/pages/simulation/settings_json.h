#pragma once

#include <QJsonObject>

#include "core/lab/load_settings.h"

namespace orl {

/// Settings of a load as the window keeps them between sessions; only what is set.
QJsonObject loadSettingsJson(const LoadSettings& settings);
/// What is unknown or makes no sense keeps its default.
LoadSettings loadSettingsOf(const QJsonObject& json);

}  // namespace orl
