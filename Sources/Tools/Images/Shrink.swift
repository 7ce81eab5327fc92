extension Picture {
    /// No wider than `limit` pixels, in the same proportions. Narrower pictures stay as they are.
    public func shrunk(toWidth limit: Int) throws -> Picture {
        guard width > limit, limit > 0 else { return self }
        return try resized(width: limit, height: max(height * limit / width, 1))
    }
}
