#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace orl {

/// What the program remembers of its user between sessions, in QSettings. Results and scenarios are
/// in the workspace, not here.
struct Preferences {
    enum class Appearance { System, Light, Dark };

    QString lastWorkspace;  ///< empty: the bundled data
    QStringList recent;     ///< workspace files, newest first
    QByteArray geometry;
    QByteArray windowState;
    QMap<QString, QByteArray> pageLayout;  ///< by Page::id
    QString page;                          ///< Page::id of the one last shown
    bool realized = true;
    Appearance appearance = Appearance::System;
    QString embeddingServer;  ///< address without what may be secret in it; empty: none used yet
    QString embeddingModel;
    QString wordVectors;  ///< file of them that was read last; empty: none yet

    static Preferences load();
    void save() const;
    /// Puts a file first in the recent ones; eight are kept.
    void remember(const QString& workspace);
};

}  // namespace orl
