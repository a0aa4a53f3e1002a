#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/price_bands.h"

class QComboBox;
class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace orl {

class BoundChart;
class PriceBands;
class PriceHand;
class PriceMapChart;
class PriceRow;
class QueryPlane;
class Session;
class WorthPanel;
struct PriceMap;

/// λ and μ under the user's hand: one query, the batch and its bound, who flips when, and what a
/// limit is worth. All pictures move together.
class TouchView : public QWidget {
    Q_OBJECT
  public:
    explicit TouchView(Session& session, QWidget* parent = nullptr);

    PriceHand* hand() const { return m_hand; }
    PriceRow* prices() const { return m_prices; }
    QueryPlane* plane() const { return m_plane; }
    PriceMapChart* map() const { return m_map; }
    BoundChart* bound() const { return m_bound; }
    PriceBands* strips() const { return m_strips; }
    QComboBox* stripOrder() const { return m_order; }
    QToolButton* mapButton() const { return m_mapButton; }
    WorthPanel* worth() const { return m_worth; }
    QLabel* foot() const { return m_foot; }
    /// Positions of the queries in the strips.
    const std::vector<std::uint32_t>& stripQueries() const { return m_queries; }
    bool isBusy() const;
    /// Position of the query that is shown closely.
    std::optional<std::uint32_t> query() const;
    /// Sizes of the panels, for Page.
    QByteArray saveLayout() const;
    void restoreLayout(const QByteArray& state);

  signals:
    void exported(const QString& error);
    /// Somebody wants to see a query where all is said of it.
    void queryAsked();

  protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void build();
    QWidget* buildLeft();
    QWidget* buildStrips();
    void connectParts();
    template <typename Chart>
    void connectDrag(Chart* chart);
    bool handleKey(QKeyEvent* event);
    void showGround();
    void showHand();
    void showQuery(bool fresh);
    void showMap();
    void showStrips();
    void showStripParts();
    void showMapButton();
    void giveFocus();
    bool dark() const;

    Session& m_session;
    PriceHand* m_hand = nullptr;
    PriceRow* m_prices = nullptr;
    QStackedWidget* m_left = nullptr;  ///< one query | map
    QueryPlane* m_plane = nullptr;
    PriceMapChart* m_map = nullptr;
    QToolButton* m_mapButton = nullptr;
    BoundChart* m_bound = nullptr;
    PriceBands* m_strips = nullptr;
    QComboBox* m_order = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_foot = nullptr;
    WorthPanel* m_worth = nullptr;
    QSplitter* m_rows = nullptr;
    QSplitter* m_top = nullptr;
    QSplitter* m_bottom = nullptr;
    std::vector<std::uint32_t> m_queries;
    std::shared_ptr<const PriceMap> m_mapShown;
    std::optional<std::uint32_t> m_shown;  ///< query in the plane
    bool m_wantsFocus = false;
    int m_gesture = 0;
};

}  // namespace orl
