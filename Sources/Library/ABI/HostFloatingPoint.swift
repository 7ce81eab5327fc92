import CShims
import PanSECB

/// The host's floating-point state, saved while a call computes. With the host's rounding, results would depend on
/// which thread computes them; its traps would end the process, since padding and unused lanes hold arbitrary values.
struct HostFloatingPoint {
    private var state = pansecb_floating_point()

    /// Runs the body in the default state and then restores the host's, flags included.
    static func setAside<Result>(
        during body: (inout HostFloatingPoint) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var host = HostFloatingPoint()
        pansecb_reset_floating_point()
        defer { pansecb_set_floating_point(host.state) }
        return try body(&host)
    }

    /// Calls a function of the host's meanwhile, in the host's state.
    mutating func call<Result>(_ function: () -> Result) -> Result {
        pansecb_set_floating_point(state)
        defer {
            state = pansecb_floating_point()
            pansecb_reset_floating_point()
        }
        return function()
    }
}
