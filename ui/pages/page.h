#pragma once

#include <QByteArray>
#include <QString>
#include <QWidget>

namespace orl {

/// One page of the window: owns its charts and tables, follows the session by itself, and talks to
/// nothing else. The window shows it, and keeps its layout, without knowing which page it is.
class Page : public QWidget {
    Q_OBJECT
  public:
    using QWidget::QWidget;

    /// One lower-case word: names the page on the command line and in preferences.
    virtual QString id() const = 0;
    /// For people, with the mnemonic of its menu entry.
    virtual QString title() const = 0;
    /// Something that it shows is still being computed, by itself and not by the session.
    virtual bool isBusy() const { return false; }
    /// Shows curves or the comparison, which then follow a drag; else they wait until the hand
    /// rests.
    virtual bool showsFollowers() const { return false; }
    /// Brings what was held back during a drag up to date, such as the ranges of axes.
    virtual void settle() {}
    /// Figures of its own in place of the window's cards, which the window lays out; null: none.
    virtual QWidget* ownCards() const { return nullptr; }
    /// Accuracies and costs as recorded, else as predicted, where the page has both.
    virtual void setRealized(bool realized) { Q_UNUSED(realized); }
    /// How the user has laid it out; empty where there is nothing to lay out.
    virtual QByteArray saveLayout() const { return {}; }
    /// Ignores what it has not written.
    virtual void restoreLayout(const QByteArray& state) { Q_UNUSED(state); }

  signals:
    /// Something was written, or could not be: then the error says what to do.
    void exported(const QString& error);
};

}  // namespace orl
