#pragma once

#include <vector>

#include "ui/pages/page.h"

class QButtonGroup;
class QHBoxLayout;
class QStackedWidget;

namespace orl {

class Session;
class BatchChoice;
class OwnInstanceButton;
class RoutingsPanel;
class TheatrePanel;
class TouchView;

/// Duality to take hold of: views of the prices of the floor and of the slots, one at a time.
class DualsPage : public Page {
    Q_OBJECT
  public:
    explicit DualsPage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("duals"); }
    QString title() const override { return tr("D&uals"); }
    bool isBusy() const override;
    QByteArray saveLayout() const override;
    void restoreLayout(const QByteArray& state) override;

    TouchView* touch() const { return m_touch; }
    TheatrePanel* theatre() const { return m_theatre; }
    RoutingsPanel* routings() const { return m_routings; }
    OwnInstanceButton* own() const { return m_own; }
    BatchChoice* batch() const { return m_batch; }
    /// Shows the view with that index: touch, theatre, routings.
    void showView(int index);

  signals:
    /// Somebody wants to see the current query on the Queries page.
    void queryAsked();

  private:
    void movePair(int column, double quality, double price, bool last);
    /// One more view, and its part of the segmented control, which is seen once there are two.
    void addView(const QString& title, QWidget* view);

    QWidget* m_bar = nullptr;
    QHBoxLayout* m_segments = nullptr;
    QButtonGroup* m_choice = nullptr;
    QStackedWidget* m_views = nullptr;
    TouchView* m_touch = nullptr;
    TheatrePanel* m_theatre = nullptr;
    RoutingsPanel* m_routings = nullptr;
    BatchChoice* m_batch = nullptr;
    OwnInstanceButton* m_own = nullptr;
};

}  // namespace orl
